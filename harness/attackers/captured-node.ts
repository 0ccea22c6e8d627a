/*
 * A node in other hands: whoever holds it has all its keys, and speaks in its name. It is still
 * only one node, and that is what is tried.
 *
 *   State     Event             Next      Action
 *   asking    every 5 s         asking    HELLO to its gateway
 *   asking    ACCEPT            inside    CONNECT with its own ClientId
 *   inside    every 5 s, in     inside    CONNECT with the ClientId of another
 *             turn                        REGISTER for a topic of another
 *                                         PUBLISH to it
 *                                         ADVERTISE in the name of its gateway, with the group key
 *
 * Knows no more than a flash holds.
 */
import {encodeAuth} from '../security/auth.js';
import {Device, type DeviceFlash, type Heard} from '../security/device.js';
import {groupBody} from '../security/group-frame.js';
import {broadcastKey, groupTag} from '../security/keys.js';
import type {Address} from '../transport/transport.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {
	type Attacker,
	type AttackerWays,
	counted,
	type Gains,
	noGains,
	repeatedly,
} from './attacker.js';

export interface CapturedNodeOptions {
	/** What its flash holds, at the moment at which it is opened. */
	readonly open: () => DeviceFlash | undefined;
	/** Where its gateway is, and what it is called. */
	readonly gateway: Address;
	readonly gwid: Uint8Array;
	/** The ClientId of another node. */
	readonly victim: string;
}

const ACT_MS = 5000;
const RANDOM_SIZE = 4;
const FORGED_AHEAD = 1000;
const FORGED_GW_ID = 0xfe;
const ACCEPTED = 0;

export class CapturedNode implements Attacker {
	readonly gains: Gains = noGains();
	/** Group frames that were made with the group key. */
	forged = 0;
	/** What the gateway has refused. */
	refused = 0;
	readonly #ways: AttackerWays;
	readonly #options: CapturedNodeOptions;
	#device: Device | undefined;
	#group: {readonly epoch: number; readonly key: Uint8Array; counter: number} | undefined;
	#strikes = 0;
	#turn = 0;
	/** Its own CONNECT was answered. */
	#inside = false;

	constructor(ways: AttackerWays, options: CapturedNodeOptions) {
		this.#ways = counted(ways, this.gains);
		this.#options = options;
	}

	strike(): void {
		const flash = this.#options.open();
		if (flash === undefined) return;
		this.#device = new Device(flash, this.#ways.entropy);
		const strike = ++this.#strikes;
		repeatedly(this.#ways, ACT_MS, {
			goesOn: () => this.#device !== undefined && strike === this.#strikes,
			act: () => this.#act(),
		});
	}

	heal(): void {
		this.#device = undefined;
		this.#inside = false;
		this.#group = undefined;
	}

	overheard(): void {}

	received(_from: Address, datagram: Uint8Array): void {
		const heard = this.#device?.received(datagram);
		if (heard !== undefined) this.#onHeard(heard);
	}

	get #clientId(): string {
		return Buffer.from(this.#device!.flash.eui).toString('hex');
	}

	#act(): void {
		const device = this.#device!;
		if (!device.hasSession) this.#ways.transport.send(this.#options.gateway, device.hello());
		else if (!this.#inside) this.#connectAs(this.#clientId);
		else this.#try(this.#turn++ % 4);
	}

	#try(turn: number): void {
		const topicName = `sensor/${this.#options.victim}/sample`;
		if (turn === 0) this.#connectAs(this.#options.victim);
		else if (turn === 1) this.#say({type: 'REGISTER', topicId: 0, msgId: 1, topicName});
		else if (turn === 2) this.#publish();
		else this.#forge();
	}

	#onHeard(heard: Heard): void {
		if (heard.kind === 'accepted') this.#connectAs(this.#clientId);
		else if (heard.kind === 'message') this.#onMessage(decode(heard.inner));
		else if (heard.kind === 'auth' && heard.auth.type === 'GROUPKEY') {
			const {pid, epoch, key, floor} = heard.auth;
			this.#group = {epoch, key, counter: floor + FORGED_AHEAD};
			this.#seal(encodeAuth({type: 'GK-ACK', pid, epoch}));
		}
	}

	/** Only its own CONNECT may be accepted, and it comes first. */
	#onMessage(message: ReturnType<typeof decode>): void {
		if (!('returnCode' in message)) return;
		const {returnCode} = message;
		if (!this.#inside && message.type === 'CONNACK') this.#inside = returnCode === ACCEPTED;
		else if (returnCode === ACCEPTED) this.gains.accepted += 1;
		else this.refused += 1;
	}

	#connectAs(clientId: string): void {
		this.#say({
			type: 'CONNECT',
			will: false,
			cleanSession: true,
			protocolId: 1,
			durationS: 600,
			clientId,
		});
	}

	/** To the first topic that anybody has registered: nothing of its own is. */
	#publish(): void {
		this.#say({
			type: 'PUBLISH',
			dup: false,
			qos: 1,
			retain: false,
			topicIdType: 0,
			topicId: 1,
			msgId: 2,
			data: Buffer.from('forged'),
		});
	}

	#forge(): void {
		if (this.#group === undefined) return;
		const {gwid} = this.#options;
		const {epoch, key} = this.#group;
		const counter = ++this.#group.counter;
		const inner = encode({type: 'ADVERTISE', gwId: FORGED_GW_ID, durationS: 60});
		const body = groupBody({gwid, epoch, counter, inner}, this.#ways.entropy(RANDOM_SIZE));
		const tag = groupTag(broadcastKey(key, gwid, epoch), body);
		this.forged += 1;
		this.#ways.transport.broadcast(Buffer.concat([body, tag]), 1);
	}

	#say(message: Message): void {
		this.#seal(encode(message));
	}

	#seal(inner: Uint8Array): void {
		this.#ways.transport.send(this.#options.gateway, this.#device!.record(inner));
	}
}
