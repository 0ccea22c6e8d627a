/* What a device says of itself when it answers HELLO. */
import {Capability} from './codes.js';
import type {Value} from './control.js';

export interface Device {
	readonly proto: number;
	readonly sessionNonce: number;
	/** Another one means that the device has started anew. */
	readonly bootNonce: number;
	/** A ResetReason. */
	readonly resetReason: number;
	readonly boardId: string;
	/** Hexadecimal. */
	readonly buildId: string;
	readonly payloadMax: number;
	/** Octets that it keeps while it is busy. */
	readonly rxBuf: number;
	readonly capabilities: readonly (keyof typeof Capability)[];
	/** Steps of its clock in a second. */
	readonly tickHz: number;
}

/** The results of HELLO; undefined where they are none. More than is known is passed over. */
export function deviceIn(results: readonly Value[]): Device | undefined {
	const [proto, sessionNonce, bootNonce, resetReason, boardId, buildId, ...sizes] = results;
	const [payloadMax, rxBuf, caps, tickHz] = sizes;
	const numbers = [proto, sessionNonce, bootNonce, resetReason, payloadMax, rxBuf, caps, tickHz];
	if (!numbers.every(value => typeof value === 'number' && value >= 0)) return undefined;
	if (typeof boardId !== 'string' || !(buildId instanceof Uint8Array)) return undefined;
	return {
		proto: Number(proto),
		sessionNonce: Number(sessionNonce),
		bootNonce: Number(bootNonce),
		resetReason: Number(resetReason),
		boardId,
		buildId: Buffer.from(buildId).toString('hex'),
		payloadMax: Number(payloadMax),
		rxBuf: Number(rxBuf),
		capabilities: capabilitiesIn(Number(caps)),
		tickHz: Number(tickHz),
	};
}

function capabilitiesIn(bits: number): (keyof typeof Capability)[] {
	const names = Object.keys(Capability) as (keyof typeof Capability)[];
	return names.filter(name => (bits & Capability[name]) !== 0);
}
