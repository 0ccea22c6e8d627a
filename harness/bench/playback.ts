/*
 * A recording, told again as lines: what the device said, and what it was asked. Nothing is asked
 * anew, so a recording of any session can be read, also one in which tests had the line.
 */
import {FrameType, nameIn, Op, Status} from '../serial/codes.js';
import {unpackControl, type Value} from '../serial/control.js';
import {LineDecoder} from '../serial/decoder.js';
import {deviceIn} from '../serial/device.js';
import {type Frame, PAYLOAD_MAX} from '../serial/frame.js';
import {datagramUp, faultIn, logLine, panicIn} from '../serial/payloads.js';
import {Direction, type Entry} from '../serial/recording.js';
import {
	datagramLine,
	eventLine,
	faultLine,
	helloLine,
	hex,
	logText,
	newsLine,
	panicLine,
} from './lines.js';

const NS_PER_S = 1_000_000_000;

/** A line for each thing that happened, with the second of the recording before it. */
export function* playback(entries: readonly Entry[]): Generator<string> {
	const told: string[] = [];
	const ends = [decoder(told, deviceFrameLine), decoder(told, hostFrameLine)];
	for (const {tNs, direction, octets} of entries) {
		ends[direction === Direction.FROM_DEVICE ? 0 : 1]!.push(octets);
		const at = `${(tNs / NS_PER_S).toFixed(3)} s`.padStart(10);
		for (const line of told.splice(0)) yield `${at}  ${line}`;
	}
}

function decoder(told: string[], lineOf: (frame: Frame) => string | undefined): LineDecoder {
	return new LineDecoder(PAYLOAD_MAX, {
		onFrame: frame => {
			const line = lineOf(frame);
			if (line !== undefined) told.push(line);
		},
		onText: text => void told.push(newsLine({kind: 'text', text})),
		onGarbage: octets => void told.push(`garbage ${hex(octets)}`),
	});
}

/** Undefined for what is but the beat of the line. */
function deviceFrameLine({type, payload}: Frame): string | undefined {
	switch (type) {
		case FrameType.CTRL_RSP:
			return answerLine(unpackControl(payload) ?? []);
		case FrameType.EVENT:
			return eventOf(unpackControl(payload) ?? []);
		case FrameType.DGRAM_UP:
			return shown(datagramUp(payload), datagramLine);
		case FrameType.LOG:
			return shown(logLine(payload), logText);
		case FrameType.PANIC:
			return shown(panicIn(payload), panicLine);
		case FrameType.FAULT:
			return shown(faultIn(payload), faultLine);
		default:
			return undefined;
	}
}

function hostFrameLine({type, payload}: Frame): string | undefined {
	if (type === FrameType.DGRAM_DOWN) return `down    ${payload.length} octets`;
	if (type !== FrameType.CTRL_REQ) return undefined;
	const [, op] = unpackControl(payload) ?? [];
	// HELLO is said until it is answered; the answer is told.
	if (typeof op !== 'number' || op === Op.HELLO) return undefined;
	return `ask     ${nameIn(Op, op)}`;
}

function answerLine([, status, ...results]: readonly Value[]): string | undefined {
	if (typeof status !== 'number') return 'answer  that is none';
	const device = deviceIn(results);
	return device === undefined ? `answer  ${nameIn(Status, status)}` : helloLine(device);
}

function eventOf([event, tUs, value, octets]: readonly Value[]): string | undefined {
	const numbers = typeof event === 'number' && typeof tUs === 'number';
	if (!numbers || typeof value !== 'number' || !(octets instanceof Uint8Array)) return undefined;
	return eventLine({event, tUs, value: value | 0, octets});
}

function shown<Payload>(
	payload: Payload | undefined,
	lineOf: (payload: Payload) => string,
): string | undefined {
	return payload === undefined ? undefined : lineOf(payload);
}
