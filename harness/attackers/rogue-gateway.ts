/*
 * A gateway that nobody has registered: it has no key and hopes that nobody asks for one.
 *
 *   every 10 s   ADVERTISE in clear, and in a group frame with a tag by luck
 *   SEARCHGW     GWINFO, both ways
 *   HELLO        three ACCEPTs with MACs by luck; a DISCONNECT to the device
 *   CONNECT ..   whatever a client wants to hear; what it says is read
 */
import {ACCEPT_SIZE, acceptBody, decodeHello, type Hello, Suite} from '../security/frames.js';
import {groupBody} from '../security/group-frame.js';
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

export interface RogueGatewayOptions {
	/** The GwId that it gives itself, 0 to 255: one of its own, or that of another gateway. */
	readonly gwId: number;
}

const ADVERTISE_MS = 10_000;
const DURATION_S = 60;
const ACCEPTS = 3;
const ID_SIZE = 8;
const NONCE_SIZE = 16;
const TAG_SIZE = 8;
const RANDOM_SIZE = 4;
const COUNTER = 0x0100_0000;
const ACCEPTED = 0;

export class RogueGateway implements Attacker {
	readonly gains: Gains = noGains();
	/** HELLO that came in. */
	hellos = 0;
	readonly #ways: AttackerWays;
	readonly #gwid: Uint8Array;
	readonly #gwId: number;
	#strikes = 0;
	#struck = false;

	constructor(ways: AttackerWays, {gwId}: RogueGatewayOptions) {
		this.#ways = counted(ways, this.gains);
		this.#gwid = ways.entropy(ID_SIZE);
		this.#gwId = gwId;
	}

	strike(): void {
		this.#struck = true;
		const strike = ++this.#strikes;
		repeatedly(this.#ways, ADVERTISE_MS, {
			goesOn: () => this.#struck && strike === this.#strikes,
			act: () => this.#tellAll({type: 'ADVERTISE', gwId: this.#gwId, durationS: DURATION_S}),
		});
	}

	heal(): void {
		this.#struck = false;
	}

	overheard(): void {}

	received(from: Address, datagram: Uint8Array): void {
		if (!this.#struck) return;
		const hello = decodeHello(datagram);
		if (hello !== undefined) this.#onHello(from, hello);
		else this.#onMessage(from, decode(datagram));
	}

	#onHello(from: Address, hello: Hello): void {
		this.hellos += 1;
		const {entropy, transport} = this.#ways;
		for (let count = 0; count < ACCEPTS; count += 1) {
			const body = acceptBody({
				gwid: this.#gwid,
				nonce: entropy(NONCE_SIZE),
				pid: hello.pid,
				suite: Suite.compact,
				sid: 1 + count,
				salt: entropy(NONCE_SIZE),
				rekeyAfterLog2: 20,
				rekeyHours: 24,
				gwId: this.#gwId,
			});
			transport.send(from, Buffer.concat([body, entropy(ACCEPT_SIZE - body.length)]));
		}
		transport.send(from, encode({type: 'DISCONNECT'}));
	}

	#onMessage(from: Address, message: ReturnType<typeof decode>): void {
		if (message.type === 'SEARCHGW') this.#tellAll({type: 'GWINFO', gwId: this.#gwId});
		const answer = answerTo(message);
		if (answer === undefined) return;
		this.gains.read += 1;
		this.#ways.transport.send(from, encode(answer));
	}

	#tellAll(message: Message): void {
		const {entropy, transport} = this.#ways;
		const inner = encode(message);
		transport.broadcast(inner, 1);
		const numbers = {epoch: 1, counter: COUNTER + this.gains.sent};
		const body = groupBody({gwid: this.#gwid, ...numbers, inner}, entropy(RANDOM_SIZE));
		transport.broadcast(Buffer.concat([body, entropy(TAG_SIZE)]), 1);
	}
}

/** What an obliging gateway says to a client in clear. */
function answerTo(message: ReturnType<typeof decode>): Message | undefined {
	switch (message.type) {
		case 'CONNECT':
			return {type: 'CONNACK', returnCode: ACCEPTED};
		case 'REGISTER':
			return {type: 'REGACK', topicId: 1, msgId: message.msgId, returnCode: ACCEPTED};
		case 'PUBLISH':
			return {
				type: 'PUBACK',
				topicId: message.topicId,
				msgId: message.msgId,
				returnCode: ACCEPTED,
			};
		case 'PINGREQ':
			return {type: 'PINGRESP'};
		default:
			return undefined;
	}
}
