/*
 * Numbers and text in octets; numbers are big-endian (MQTT-SN 1.2, 5.2). Reading trusts its
 * caller to have compared sizes. Writing refuses what does not fit, because that is our fault.
 */
import {isUtf8} from 'node:buffer';
import {type Malformed, malformed} from './malformed.js';

export function readU16(octets: Uint8Array, at: number): number {
	return (octets[at]! << 8) | octets[at + 1]!;
}

/** Throws RangeError unless `value` is an integer from 0 to 255. */
export function writeU8(octets: Uint8Array, at: number, value: number): void {
	if ((value & 0xff) !== value) throw new RangeError(`not one octet: ${value}`);
	octets[at] = value;
}

/** Throws RangeError unless `value` is an integer from 0 to 65,535. */
export function writeU16(octets: Uint8Array, at: number, value: number): void {
	if ((value & 0xffff) !== value) throw new RangeError(`not two octets: ${value}`);
	octets[at] = value >> 8;
	octets[at + 1] = value & 0xff;
}

/** The text from `at` to the end, or undefined where the octets are not UTF-8. */
export function readText(octets: Uint8Array, at: number): string | undefined {
	const text = Buffer.from(octets.buffer, octets.byteOffset + at, octets.length - at);
	return isUtf8(text) ? text.toString('utf8') : undefined;
}

export function textSize(text: string): number {
	return Buffer.byteLength(text, 'utf8');
}

export function writeText(octets: Uint8Array, at: number, text: string): void {
	octets.set(Buffer.from(text, 'utf8'), at);
}

/** Undefined where exactly `size` octets follow `at`. */
export function sizeFault(octets: Uint8Array, at: number, size: number): Malformed | undefined {
	if (octets.length - at < size) return malformed.truncated;
	if (octets.length - at > size) return malformed.tooLong;
	return undefined;
}
