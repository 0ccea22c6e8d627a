/*
 * Between a gateway and a board, for tests: sees each datagram, and at a moment that somebody waits
 * for lets nothing through any more, as if both had lost their power.
 *
 *   gateway  --  Tap  --  line  --  board
 */
import {ACCEPT_SIZE, HELLO_SIZE, PROTECTION_TYPE} from '../harness/security/frames.js';
import {COMPACT_TYPE} from '../harness/security/record.js';
import {Event} from '../harness/serial/codes.js';
import type {SerialTransport} from '../harness/transport/serial.js';
import type {Address, Transport} from '../harness/transport/transport.js';

/** Of a re-key, as the board has it. */
export type Moment = 'it has asked' | 'it is told' | 'it has the next keys';

/** SEARCHGW, a client's GWINFO, AUTH, records. */
const SPOKEN_SO = [0x01, 0x02, PROTECTION_TYPE, COMPACT_TYPE];

export class Tap implements Transport {
	/** Types of messages that left the board unprotected, though none is spoken so. */
	readonly inClear: number[] = [];
	readonly unwanted: string[] = [];
	readonly securedAt: number[] = [];
	hellos = 0;
	/** While it is set, nothing goes either way. */
	quiet = false;
	onDatagram: (from: Address, datagram: Uint8Array) => void = () => {};
	readonly line: SerialTransport;
	#pull: (() => void) | undefined;
	#moment: Moment | undefined;
	#accepted = false;

	constructor(line: SerialTransport) {
		this.line = line;
		line.onDatagram = (from, datagram) => this.#heard(from, datagram);
		line.onNews = news => {
			if (news.kind === 'fault' || news.kind === 'panic') this.unwanted.push(news.kind);
			if (news.kind === 'restart' && !news.commanded) this.unwanted.push('restart');
			if (news.kind !== 'event') return;
			const {event, value} = news.event;
			if (event === Event.SECURED || event === Event.REKEYED) this.securedAt.push(value);
		};
	}

	send(to: Address, datagram: Uint8Array): void {
		if (this.quiet) return;
		this.line.send(to, datagram);
		if (datagram.length !== ACCEPT_SIZE || datagram[1] !== PROTECTION_TYPE) return;
		this.#accepted = true;
		this.#passed('it is told');
	}

	broadcast(datagram: Uint8Array, radius: number): void {
		if (!this.quiet) this.line.broadcast(datagram, radius);
	}

	/** Resolves at `moment`, and is quiet from then on. Only what is accepted from now on counts. */
	await(moment: Moment): Promise<void> {
		this.#accepted = false;
		return new Promise(resolve => {
			this.#pull = resolve;
			this.#moment = moment;
		});
	}

	#heard(from: Address, datagram: Uint8Array): void {
		const isHello = datagram.length === HELLO_SIZE && datagram[1] === PROTECTION_TYPE;
		if (isHello) this.hellos += 1;
		if (!SPOKEN_SO.includes(datagram[1]!)) this.inClear.push(datagram[1]!);
		if (isHello) this.#passed('it has asked');
		else if (this.#accepted) this.#passed('it has the next keys');
		if (!this.quiet) this.onDatagram(from, datagram);
	}

	#passed(moment: Moment): void {
		if (this.#moment !== moment) return;
		this.#moment = undefined;
		this.quiet = true;
		this.#pull?.();
	}
}
