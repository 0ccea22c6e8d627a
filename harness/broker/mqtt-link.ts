/*
 * One MQTT connection to a real broker, over MQTT.js.
 *
 *   state     event                         next   told
 *   opening   CONNACK 0                     open   opened(accepted), then all that was early
 *   opening   CONNACK 1 to 5                over   opened(refused)
 *   opening   no connection, no CONNACK     over   opened(unreachable)
 *   open      PUBACK SUBACK UNSUBACK        open   the answer
 *   open      PUBLISH                       open   message
 *   open      connection gone               over   unreachable for each publish, then lost
 *   any       close                         over   nothing more
 *
 * A message is acknowledged when the listener says so, and later ones do not wait for it: MQTT.js
 * sends no PUBACK or PUBCOMP, and goes on, when its handleMessage ends in an error. We send the
 * four octets when the time has come. At QoS 2 the PUBREC cannot wait for that, so whoever opens a
 * session again must hand the same `inFlight` in: it knows which PUBREL stands for what, and which
 * publish of ours the broker has already.
 */
import {connect, type IClientOptions, type MqttClient} from 'mqtt';
import {type InFlight, PacketIds, packetIdOf} from './in-flight.js';
import type {Outstanding} from './outstanding.js';
import {
	type BrokerListener,
	type LinkId,
	type LinkOptions,
	type OpenOutcome,
	type PublishOutcome,
	type Qos,
	STABLE_TOKEN_MIN,
	type Token,
} from './port.js';
import {isFailure} from './reason-code.js';
import type {Publication} from './session.js';
import {isTopicFilter, isTopicName} from './topic.js';
import {type Failure, refusalIn, wordsFor} from './trouble.js';

/** First octets of PUBACK and PUBCOMP: MQTT 3.1.1, 3.4 and 3.7. */
const PUBACK = 0x40;
const PUBCOMP = 0x70;
/** A session that does not expire: MQTT 5, 3.1.2.11.2. */
const NEVER = 0xffff_ffff;
/** MQTT.js asks for an error to leave a message unacknowledged. Nobody sees it. */
const HELD_BACK = new Error('held back');

type IncomingPacket = Parameters<MqttClient['handleMessage']>[0];

export interface MqttLinkOptions {
	readonly id: LinkId;
	readonly listener: BrokerListener;
	readonly link: LinkOptions;
	/** Where the broker is, and who we are. */
	readonly connection: IClientOptions;
	/** QoS 2 messages under way, where the session outlives the link. */
	readonly inFlight?: InFlight;
	readonly outstanding: Outstanding;
	/** Runs what is told, in its own turn. */
	readonly deliver: (event: () => void) => void;
	/** Told why the link was not opened, in words; with the return code where it was refused. */
	readonly troubled?: (why: string, refusal: number | undefined) => void;
}

export class MqttLink {
	readonly #id: LinkId;
	readonly #listener: BrokerListener;
	readonly #outstanding: Outstanding;
	readonly #deliver: (event: () => void) => void;
	readonly #client: MqttClient;
	readonly #inFlight: InFlight | undefined;
	readonly #packetIds = new PacketIds();
	readonly #publishes = new Set<Token>();
	readonly #requests = new Set<Token>();
	/** QoS of what is not acknowledged, by MQTT packet identifier. */
	readonly #held = new Map<number, Qos>();
	#state: 'opening' | 'open' | 'over' = 'opening';
	/** What MQTT.js hands on before it says that it is connected. */
	#early: (() => void)[] = [];
	#failure: Failure | undefined;
	readonly #troubled: MqttLinkOptions['troubled'];
	#closed = false;

	constructor(options: MqttLinkOptions) {
		this.#id = options.id;
		this.#listener = options.listener;
		this.#outstanding = options.outstanding;
		this.#deliver = options.deliver;
		this.#troubled = options.troubled;
		this.#inFlight = options.inFlight;
		this.#outstanding.asked();
		this.#client = connect({...clientOptions(options), messageIdProvider: this.#packetIds});
		this.#client.handleMessage = (packet, done) => {
			done(packet.qos === 0 ? undefined : HELD_BACK);
			this.#received(packet);
		};
		this.#client.on('connect', connack => this.#connected(connack.sessionPresent));
		this.#client.on('error', error => this.#failed(error));
		this.#client.on('close', () => this.#gone());
	}

	/** The link has ended and all has been told: its id is free. */
	ended: (() => void) | undefined;

	publish(token: Token, {topicName, payload, qos, retain}: Publication): void {
		if (this.#state === 'over') return;
		const valid = isTopicName(topicName);
		if (valid && qos === 0) this.#client.publish(topicName, Buffer.from(payload), {retain});
		if (qos === 0) return;
		this.#ask(this.#publishes, token);
		if (!valid) {
			setImmediate(() => this.#published(token, 'refused'));
			return;
		}

		if (qos === 2 && this.#isThere(token)) {
			setImmediate(() => this.#published(token, 'accepted'));
			return;
		}

		// Copied: the caller may use its buffer again.
		this.#client.publish(topicName, Buffer.from(payload), {qos, retain}, error => {
			this.#published(token, publishOutcome(error));
		});
		this.#packetIds.chosen = undefined;
	}

	subscribe(token: Token, filter: string, qos: Qos): void {
		if (this.#state === 'over') return;
		this.#ask(this.#requests, token);
		if (!isTopicFilter(filter)) {
			setImmediate(() => this.#subscribed(token, undefined));
			return;
		}

		this.#client.subscribe(filter, {qos}, (error, _granted, suback) => {
			// Without a SUBACK the connection is gone, and that is told in its place.
			if (error && suback === undefined) return;
			const granted = suback?.granted[0];
			this.#subscribed(token, isQos(granted) ? granted : undefined);
		});
	}

	unsubscribe(token: Token, filter: string): void {
		if (this.#state === 'over') return;
		this.#ask(this.#requests, token);
		if (!isTopicFilter(filter)) {
			setImmediate(() => this.#unsubscribed(token));
			return;
		}

		this.#client.unsubscribe(filter, (error?: Error) => {
			if (!error) this.#unsubscribed(token);
		});
	}

	/** Ignores what is not waiting. */
	acknowledge(delivery: number): void {
		const qos = this.#held.get(delivery);
		if (qos === undefined || this.#state !== 'open') return;
		this.#held.delete(delivery);
		const first = qos === 1 ? PUBACK : PUBCOMP;
		this.#client.stream.write(Buffer.of(first, 2, delivery >> 8, delivery & 0xff));
		if (qos === 2) this.#client.incomingStore.del({messageId: delivery}, () => {});
	}

	/** Says DISCONNECT once all is acknowledged; hangs up at `deadlineMs`. */
	async close(deadlineMs: number): Promise<void> {
		const wasOpen = this.#state === 'open';
		this.#closed = true;
		this.#finish();
		const hangUp = setTimeout(() => this.#client.stream.destroy(), deadlineMs);
		const gone = new Promise<void>(resolve => {
			this.#client.stream.once('close', resolve);
			if (this.#client.stream.destroyed) resolve();
		});
		this.#client.end(!wasOpen);
		await gone;
		clearTimeout(hangUp);
	}

	/** Whether the broker has this publish from another link; chooses its number where not. */
	#isThere(token: Token): boolean {
		if (this.#inFlight === undefined || token < STABLE_TOKEN_MIN) return false;
		if (this.#inFlight.has(token)) return true;
		this.#packetIds.chosen = packetIdOf(token);
		this.#inFlight.asks(this.#packetIds.chosen, token);
		return false;
	}

	#connected(sessionPresent: boolean): void {
		if (this.#state !== 'opening') return;
		if (!sessionPresent) this.#inFlight?.brokerForgot();
		this.#state = 'open';
		this.#outstanding.answered();
		this.#tell(() => this.#listener.opened(this.#id, {kind: 'accepted', sessionPresent}));
		for (const event of this.#early) this.#tell(event);
		this.#early = [];
	}

	#failed(error: Failure): void {
		this.#failure = error;
	}

	#gone(): void {
		if (this.#state === 'over') return;
		const wasOpening = this.#state === 'opening';
		for (const token of this.#publishes) this.#published(token, 'unreachable');
		this.#finish();
		this.#client.end(true);
		const refusal = refusalIn(this.#failure);
		if (wasOpening) this.#troubled?.(wordsFor(this.#failure), refusal);
		this.#tell(() => {
			this.ended?.();
			if (wasOpening) this.#listener.opened(this.#id, openOutcome(refusal));
			else this.#listener.lost(this.#id);
		});
	}

	#received({messageId, topic, payload, qos, retain}: IncomingPacket): void {
		if (this.#state === 'over') return;
		const delivery = qos === 0 ? 0 : (messageId ?? 0);
		if (qos !== 0) this.#held.set(delivery, qos);
		const message = {delivery, topicName: topic, payload: octetsOf(payload), qos, retain};
		this.#tell(() => this.#listener.message(this.#id, message));
	}

	#published(token: Token, outcome: PublishOutcome): void {
		if (!this.#answered(this.#publishes, token)) return;
		this.#tell(() => {
			this.#listener.published(this.#id, token, outcome);
			// After the listener: what it stores of this is stored before.
			if (outcome === 'accepted') this.#inFlight?.told(token);
		});
	}

	#subscribed(token: Token, granted: Qos | undefined): void {
		if (!this.#answered(this.#requests, token)) return;
		this.#tell(() => this.#listener.subscribed(this.#id, token, granted));
	}

	#unsubscribed(token: Token): void {
		if (!this.#answered(this.#requests, token)) return;
		this.#tell(() => this.#listener.unsubscribed(this.#id, token));
	}

	#ask(questions: Set<Token>, token: Token): void {
		questions.add(token);
		this.#outstanding.asked();
	}

	#answered(questions: Set<Token>, token: Token): boolean {
		if (!questions.delete(token)) return false;
		this.#outstanding.answered();
		return true;
	}

	/** Nothing is outstanding on a link that is over. */
	#finish(): void {
		if (this.#state === 'opening') this.#outstanding.answered();
		this.#state = 'over';
		for (const token of this.#publishes) this.#answered(this.#publishes, token);
		for (const token of this.#requests) this.#answered(this.#requests, token);
	}

	#tell(event: () => void): void {
		if (this.#state === 'opening') {
			this.#early.push(event);
			return;
		}

		this.#deliver(() => {
			if (!this.#closed) event();
		});
		this.#outstanding.stirred();
	}
}

function clientOptions({link, connection, inFlight}: MqttLinkOptions): IClientOptions {
	return {
		...connection,
		clientId: link.clientId,
		clean: link.cleanSession,
		keepalive: link.keepAliveS,
		...(connection.protocolVersion === 5 && {properties: expiry(link)}),
		// Whoever opened the link decides what happens when it is lost.
		reconnectPeriod: 0,
		resubscribe: false,
		...(inFlight !== undefined && {
			incomingStore: inFlight.incoming,
			outgoingStore: inFlight.outgoing(),
		}),
	};
}

/** MQTT 3.1.1 keeps a session until it is opened cleanly; MQTT 5, 3.1.2.11.2 wants to be told. */
function expiry({cleanSession}: LinkOptions): {sessionExpiryInterval: number} {
	return {sessionExpiryInterval: cleanSession ? 0 : NEVER};
}

function openOutcome(returnCode: number | undefined): OpenOutcome {
	return returnCode === undefined ? {kind: 'unreachable'} : {kind: 'refused', returnCode};
}

/** An error with a reason code is an answer of the broker: MQTT 5, 3.4.2.1. */
function publishOutcome(error: (Error & {code?: unknown}) | undefined): PublishOutcome {
	if (error === undefined || error === null) return 'accepted';
	return typeof error.code === 'number' && isFailure(error.code) ? 'refused' : 'unreachable';
}

function isQos(granted: unknown): granted is Qos {
	return granted === 0 || granted === 1 || granted === 2;
}

function octetsOf(payload: string | Buffer): Uint8Array {
	return new Uint8Array(Buffer.from(payload));
}
