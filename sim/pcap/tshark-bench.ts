/*
 * What tests share that ask tshark: a test that needs it, frames as a capture, and what tshark
 * finds fault with though there is none.
 */
import test, {type ExecutionContext} from 'ava';
import {Pcapng} from './pcapng.js';
import {tsharkMissing} from './tshark.js';

/** Remarks of tshark's experts on frames that are as they are meant to be, and why they are made. */
export const KNOWN_DEFECTS = [
	{why: 'a comment of ours, which says why a receiver missed the frame', field: 'frame.comment'},
	{why: 'GwAdd in GWINFO is an address, and is read as text', field: 'mqttsn.gw.addr'},
] as const;

/** A filter for frames that are malformed, or remarked on for any other reason. */
export const FAULTS = `_ws.malformed || (_ws.expert${KNOWN_DEFECTS.map(
	({field}) => ` && !${field}`,
).join('')})`;

/** A test that is skipped, with a reason, where there is no tshark; with CI set it fails there. */
export function testWithTshark(title: string, body: (t: ExecutionContext) => Promise<void>): void {
	test(title, async t => {
		const missing = tsharkMissing();
		if (missing === undefined) return body(t);
		t.log(missing);
		t.pass();
	});
}

export interface FrameOnAir {
	readonly atUs: number;
	readonly octets: Uint8Array;
}

/** A capture of `frames`, all on one channel. */
export function captureOf(frames: readonly FrameOnAir[]): Uint8Array {
	const chunks: Uint8Array[] = [];
	const pcapng = new Pcapng(chunk => chunks.push(chunk), {sizeMax: 1e7, application: 'test'});
	const interfaceId = pcapng.interface('air');
	for (const {atUs: timeUs, octets} of frames) {
		const place = {interfaceId, timeUs, rssiDbm: -60, channel: 26};
		pcapng.packet({...place, octets, at: 0, size: octets.length});
	}
	pcapng.flush();
	return Buffer.concat(chunks);
}
