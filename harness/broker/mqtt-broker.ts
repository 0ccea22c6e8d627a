/*
 * A real broker behind the port: one MQTT.js connection a link, MQTT 3.1.1 or 5, over TCP, TLS or
 * WebSocket. Never reconnects by itself. What the broker tells is handed to `deliver`, so that a simulation can take it in its
 * own turn, and what it has not answered yet is counted, so that virtual time can wait for it.
 *
 * Knows no MQTT-SN and no virtual time.
 */
import type {IClientOptions} from 'mqtt';
import {type Access, type Credentials, connectionOptions} from './connection-options.js';
import {InFlight, type Shelf} from './in-flight.js';
import {mustBeNamed} from './link-options.js';
import {MqttLink} from './mqtt-link.js';
import {type BrokerAddress, brokerAddress} from './mqtt-url.js';
import {Outstanding} from './outstanding.js';
import type {Broker, BrokerListener, BrokerPort, LinkId, LinkOptions, Qos, Token} from './port.js';
import type {Publication} from './session.js';

export interface MqttBrokerOptions {
	/** `mqtt://`, `mqtts://`, `ws://` or `wss://`, with user and password where they are wanted. */
	readonly url: string;
	/** Certificates, and who we are where the URL does not say it. */
	readonly access?: Access;
	/** User and password of a link, by its ClientId; those of all links where it has none. */
	readonly credentialsOf?: (clientId: string) => Credentials | undefined;
	/** Set before each ClientId that is not empty, so that several gateways share a broker. */
	readonly clientIdPrefix?: string;
	/** 4 is MQTT 3.1.1 and the default, 5 is MQTT 5. */
	readonly protocolVersion?: 4 | 5;
	/** Where QoS 2 messages under way outlive the program, and are found by others; in memory, unless given. */
	readonly shelf?: Shelf;
	/** Runs what the broker tells; at once, unless given. */
	readonly deliver?: (event: () => void) => void;
	/** Told why a link was not opened; the return code where the broker has refused it. */
	readonly onTrouble?: (trouble: Trouble) => void;
	/** How long a broker may take to CONNACK and, at the end, to acknowledge. 10 s. */
	readonly patienceMs?: number;
}

/** A link that was not opened. `why` is for people; it holds no secret. */
export interface Trouble {
	readonly clientId: string;
	readonly why: string;
	/** 1 to 5, as MQTT 3.1.1 has them. */
	readonly refusal: number | undefined;
}

export class MqttBroker {
	readonly address: BrokerAddress;
	readonly deliver: (event: () => void) => void;
	readonly questions: Outstanding;
	readonly #options: MqttBrokerOptions;
	readonly #connection: IClientOptions;
	readonly #patienceMs: number;
	readonly #open = new Set<MqttLink>();
	readonly #closing = new Set<Promise<void>>();
	/** QoS 2 messages under way, for each session that is kept. */
	readonly #inFlight = new Map<string, InFlight>();

	/** A bad URL is a UsageError. Nothing is connected before a link is opened. */
	constructor(options: MqttBrokerOptions) {
		this.address = brokerAddress(options.url);
		this.deliver = options.deliver ?? (event => event());
		this.questions = new Outstanding(this.address.shown);
		this.#options = options;
		this.#patienceMs = options.patienceMs ?? 10_000;
		this.#connection = {
			...connectionOptions(this.address, options.access),
			connectTimeout: this.#patienceMs,
			protocolVersion: options.protocolVersion ?? 4,
		};
	}

	/** A port of its own for each listener; link ids are unique within a port. */
	readonly broker: Broker = listener => new MqttPort(this, listener);

	/** Questions the broker has not answered, and connections it has not accepted yet. */
	outstanding(): number {
		return this.questions.count;
	}

	/** Resolves at the next word from the broker; an EnvironmentError after `deadlineMs`. */
	changed(deadlineMs: number): Promise<void> {
		return this.questions.changed(deadlineMs);
	}

	/** Disconnects every link; takes no longer than the patience. Nothing is told any more. */
	async close(): Promise<void> {
		for (const link of this.#open) this.end(link);
		await Promise.all(this.#closing);
	}

	/** Opens a connection for a port. */
	begin(id: LinkId, listener: BrokerListener, link: LinkOptions): MqttLink {
		const opened: MqttLink = new MqttLink({
			id,
			listener,
			link: {...link, clientId: this.#prefixed(link.clientId)},
			connection: {...this.#connection, ...this.#options.credentialsOf?.(link.clientId)},
			...this.#inFlightOf(link),
			outstanding: this.questions,
			deliver: this.deliver,
			troubled: (why, refusal) =>
				this.#options.onTrouble?.({clientId: this.#prefixed(link.clientId), why, refusal}),
		});
		this.#open.add(opened);
		return opened;
	}

	/** Closes a connection for a port. */
	end(link: MqttLink): void {
		this.forget(link);
		const closing = link.close(this.#patienceMs).finally(() => this.#closing.delete(closing));
		this.#closing.add(closing);
	}

	/** A connection has ended by itself. */
	forget(link: MqttLink): void {
		this.#open.delete(link);
	}

	/** Without a ClientId the broker chooses one, which no prefix must prevent. */
	#prefixed(clientId: string): string {
		return clientId === '' ? '' : (this.#options.clientIdPrefix ?? '') + clientId;
	}

	#inFlightOf({clientId, cleanSession}: LinkOptions): {inFlight?: InFlight} {
		const kept = this.#keptOf(clientId);
		if (!cleanSession) return {inFlight: kept};
		kept.clear();
		this.#inFlight.delete(clientId);
		this.#inFlight.delete(clientId);
		return {};
	}

	#keptOf(clientId: string): InFlight {
		const known = this.#inFlight.get(clientId);
		if (known?.isCurrent) return known;
		const kept = new InFlight(clientId, this.#options.shelf);
		this.#inFlight.set(clientId, kept);
		return kept;
	}
}

class MqttPort implements BrokerPort {
	readonly #office: MqttBroker;
	readonly #listener: BrokerListener;
	readonly #links = new Map<LinkId, MqttLink>();

	constructor(office: MqttBroker, listener: BrokerListener) {
		this.#office = office;
		this.#listener = listener;
	}

	open(id: LinkId, options: LinkOptions): void {
		if (this.#links.has(id)) throw new RangeError(`link ${id} is already open`);
		mustBeNamed(options);
		const link = this.#office.begin(id, this.#listener, options);
		this.#links.set(id, link);
		link.ended = () => {
			this.#links.delete(id);
			this.#office.forget(link);
		};
	}

	publish(id: LinkId, token: Token, message: Publication): void {
		this.#linkOf(id).publish(token, message);
	}

	subscribe(id: LinkId, token: Token, filter: string, qos: Qos): void {
		this.#linkOf(id).subscribe(token, filter, qos);
	}

	unsubscribe(id: LinkId, token: Token, filter: string): void {
		this.#linkOf(id).unsubscribe(token, filter);
	}

	acknowledge(id: LinkId, delivery: number): void {
		this.#linkOf(id).acknowledge(delivery);
	}

	close(id: LinkId): void {
		const link = this.#linkOf(id);
		this.#links.delete(id);
		this.#office.end(link);
	}

	#linkOf(id: LinkId): MqttLink {
		const link = this.#links.get(id);
		if (link === undefined) throw new RangeError(`link ${id} is not open`);
		return link;
	}
}
