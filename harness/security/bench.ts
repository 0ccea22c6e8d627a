/*
 * A guard on the bench, for tests: a network and a core that are lists, a key server that answers
 * when the test has it, and a clock that the test turns.
 *
 *   const on = new Bench();
 *   const device = on.device(1);
 *   on.join(device);                            // HELLO, ACCEPT and a first PINGREQ
 *   on.delivered();                             // [['eui:...', {type: 'PINGREQ'}]]
 *
 * The key server keeps the rules of 2.6 that a gateway can tell from others, and no more: one row a
 * device, the chain, the proof. harness/keys has the whole one.
 */
import {createHash} from 'node:crypto';
import type {Store} from '../store/port.js';
import type {Address} from '../transport/transport.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {Device, type DeviceFlash, provisioned} from './device.js';
import {ACCEPT_SIZE} from './frames.js';
import {Guard} from './guard.js';
import {KeyDesk} from './key-desk.js';
import type {GuardOptions} from './options.js';
import {nameOf} from './peer.js';

export type Datagram = [place: Address | number, octets: Uint8Array];

export interface BenchOptions extends Partial<Omit<GuardOptions, 'store'>> {
	readonly desk?: KeyDesk;
	readonly store?: Store;
}

export const MFK = octets('000102030405060708090a0b0c0d0e0f');
export const ORM = octets('f0e1d2c3b4a5968778695a4b3c2d1e0f');
export const BATCH = octets('00000001');
export const GK = octets('303132333435363738393a3b3c3d3e3f');
export const GWID = octets('00124b00aabbccdd');

export class Bench {
	readonly desk: KeyDesk;
	readonly guard: Guard;
	nowMs = 0;
	#sent: Datagram[] = [];
	#delivered: [Address, Uint8Array][] = [];

	constructor({desk = new KeyDesk(MFK, BATCH), store, ...options}: BenchOptions = {}) {
		this.desk = desk;
		const all = {gwid: GWID, gwId: 1, entropy: luck('gateway'), ...options};
		this.guard = new Guard(
			{...all, store},
			{
				transport: {
					send: (to, datagram) => void this.#sent.push([to, datagram]),
					broadcast: (datagram, radius) => void this.#sent.push([radius, datagram]),
				},
				keys: desk.attach(all.gwid),
				deliver: (_nowMs, from, datagram) => void this.#delivered.push([from, datagram]),
			},
		);
		this.guard.start(0);
	}

	/** A new device, the same for the same number. */
	device(number: number): Device {
		return new Device(this.flash(number), luck(`device ${number}`));
	}

	flash(number: number): DeviceFlash {
		const eui = octets('00124b0001020300');
		eui[7] = number;
		return provisioned({mfk: MFK, orm: ORM, eui, batch: BATCH});
	}

	hears(from: Address, datagram: Uint8Array): void {
		this.guard.received(this.nowMs, from, datagram);
	}

	/** Turns the clock to `nowMs`, stopping wherever the guard wants to be polled. */
	runTo(nowMs: number): void {
		while (this.guard.pollAt() <= nowMs) {
			this.nowMs = Math.max(this.nowMs, this.guard.pollAt());
			this.guard.poll(this.nowMs);
		}
		this.nowMs = nowMs;
		this.guard.poll(nowMs);
	}

	/** What was sent since the last call. */
	sent(): Datagram[] {
		return this.#sent.splice(0);
	}

	/** What the core was handed since the last call. */
	delivered(): [Address, Message['type'] | 'MALFORMED'][] {
		return this.#delivered.splice(0).map(([from, datagram]) => [from, decode(datagram).type]);
	}

	/** A handshake from `place` as far as ACCEPT. Throws RangeError where there is none. */
	shake(device: Device, place: Address = 'a'): void {
		this.hears(place, device.hello());
		this.desk.settle();
		const accept = this.sent().find(([to, {length}]) => to === place && length === ACCEPT_SIZE);
		if (accept === undefined) throw new RangeError('no ACCEPT');
		if (device.received(accept[1]).kind !== 'accepted') throw new RangeError('not accepted');
	}

	/** A handshake, and a first record. All lists are empty afterwards. */
	join(device: Device, place: Address = 'a'): void {
		this.shake(device, place);
		this.says(device, {type: 'PINGREQ'}, place);
		this.desk.settle();
		this.sent();
		this.delivered();
	}

	/** A message of `device` in a record. */
	says(device: Device, message: Message, place: Address = 'a'): void {
		this.hears(place, device.record(encode(message)));
	}

	/** What the core has for `device`; returns what the network was handed. */
	tells(device: Device, message: Message): Datagram[] {
		this.guard.send(`eui:${nameOf(device.flash.eui)}`, encode(message));
		return this.sent();
	}
}

export function octets(hex: string): Uint8Array {
	return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/** Luck that is the same in each run, and different for each name. */
export function luck(name: string): (size: number) => Uint8Array {
	let drawn = 0;
	return size => {
		drawn += 1;
		const block = createHash('sha256').update(`${name} ${drawn}`).digest();
		return Uint8Array.from(block.subarray(0, size));
	};
}

/** `datagram` with one bit turned. */
export function flipped(datagram: Uint8Array, bit: number): Uint8Array {
	const other = Uint8Array.from(datagram);
	other[bit >> 3]! ^= 1 << (bit & 7);
	return other;
}
