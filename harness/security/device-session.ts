/*
 * The device's half of one session: what it may open, and what it seals. The mirror of session.ts,
 * for the model in device.ts.
 *
 *   downlink window   compact: from 0    full: from the first valid record    after a boot: from
 *                     the ceiling in the flash
 *
 * No counter above that ceiling is accepted before a higher one is written. Uplink numbers are the
 * device's own, of all its sessions.
 */
import type {SessionKeys} from './keys.js';
import {
	openRecord,
	RANDOM_SIZE,
	type RecordForm,
	type RecordFrame,
	sealRecord,
	type Way,
} from './record.js';
import {Window} from './window.js';

/** What a device keeps of a session. */
export interface SessionFlash extends SessionKeys {
	readonly form: RecordForm;
	readonly sid: number;
	readonly gwid: Uint8Array;
	/** No downlink counter above it was accepted. */
	readonly receivedCeiling: number;
}

const BLOCK = 256;

export class DeviceSession {
	readonly sid: number;
	readonly up: Way;
	readonly down: Way;
	#window: Window | undefined;
	#ceiling: number;

	constructor(eui: Uint8Array, flash: SessionFlash) {
		const {form, sid, gwid, skUp, ivUp, skDown, ivDown, receivedCeiling} = flash;
		this.sid = sid;
		this.up = {form, sid, eui, gwid, sender: eui, key: skUp, iv: ivUp};
		this.down = {form, sid, eui, gwid, sender: gwid, key: skDown, iv: ivDown};
		this.#ceiling = receivedCeiling;
		if (form === 'compact' || receivedCeiling > 0) this.#window = new Window(receivedCeiling);
	}

	/** The highest downlink counter that was accepted; undefined before the first. */
	get highest(): number | undefined {
		return this.#window?.highest;
	}

	seal(inner: Uint8Array, counter: number, entropy: (size: number) => Uint8Array): Uint8Array {
		const isFull = this.up.form === 'full';
		return sealRecord(this.up, inner, isFull ? {counter, random: entropy(RANDOM_SIZE)} : {counter});
	}

	/** The message in a record that is of this session and fresh. `raise` writes a ceiling. */
	open(frame: RecordFrame, raise: (ceiling: number) => void): Uint8Array | undefined {
		if (frame.form !== this.up.form || frame.sid !== this.sid) return undefined;
		const counter = frame.form === 'compact' ? this.#window?.nearest(frame.counter) : frame.counter;
		if (counter === undefined) return undefined;
		const inner = openRecord(this.down, frame, counter);
		if (inner === undefined) return undefined;
		const window = this.#window ?? new Window(counter - 1);
		this.#window = window;
		if (window.judge(counter) === 'seen') return undefined;
		if (counter > this.#ceiling) {
			this.#ceiling = counter + BLOCK;
			raise(this.#ceiling);
		}
		window.take(counter);
		return inner;
	}
}
