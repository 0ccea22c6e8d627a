/*
 * Frames on their way to the device: numbered when they are written, held back while the device
 * has no room, forgotten when the line is lost, so that nothing stale is ever sent.
 *
 *   send      waits for room, after what waits already; refused when too much does
 *   sendNow   HELLO and PING: past the queue, whatever the room
 *
 * Knows the window's arithmetic and no payload.
 */
import {encodeFrame} from './frame.js';
import {Window} from './window.js';

export interface Outgoing {
	readonly type: number;
	readonly payload: Uint8Array;
	/** No recording may hold its octets. */
	readonly secret?: boolean;
}

/** A further datagram is lost, as it would be in the air. */
const WAITING_MAX = 32;

export class Transmitter {
	readonly counters = {frames: 0, octets: 0, dropped: 0};
	readonly window = new Window();
	readonly #write: (octets: Uint8Array, secret: boolean) => void;
	#waiting: Outgoing[] = [];
	#seq = 0;

	constructor(write: (octets: Uint8Array, secret: boolean) => void) {
		this.#write = write;
	}

	/** False where too many wait: this one is dropped. */
	send(frame: Outgoing): boolean {
		if (this.#waiting.length === WAITING_MAX) {
			this.counters.dropped += 1;
			return false;
		}
		this.#waiting.push(frame);
		this.pump();
		return true;
	}

	sendNow(frame: Outgoing): void {
		this.#emit(frame, this.#encoded(frame));
	}

	/** Zeros mean nothing to the device: they end whatever it had begun to take for a frame. */
	sendZeros(count: number): void {
		this.#put(new Uint8Array(count), false);
	}

	/** Writes what there is room for. To be called when credit has come. */
	pump(): void {
		for (let frame = this.#waiting[0]; frame !== undefined; frame = this.#waiting[0]) {
			const octets = this.#encoded(frame);
			if (!this.window.hasRoomFor(octets.length)) return;
			this.#waiting.shift();
			this.#emit(frame, octets);
		}
	}

	/** Forgets what waits. */
	clear(): void {
		this.counters.dropped += this.#waiting.length;
		this.#waiting = [];
	}

	#encoded({type, payload}: Outgoing): Uint8Array {
		return encodeFrame({type, seq: this.#seq, payload});
	}

	#emit({secret = false}: Outgoing, octets: Uint8Array): void {
		this.#seq = (this.#seq + 1) & 0xff;
		this.counters.frames += 1;
		this.#put(octets, secret);
	}

	#put(octets: Uint8Array, secret: boolean): void {
		this.counters.octets += octets.length;
		this.window.add(octets.length);
		this.#write(octets, secret);
	}
}
