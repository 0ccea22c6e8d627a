/*
 * A message on its way, step by step, from the tape alone.
 *
 *   commanded -> published -> frames -> delivered at the subscriber -> acknowledged at the node
 *
 * What is in a frame is sealed, so a frame belongs to a journey by time and parties: what node and
 * endpoint sent each other from the first step to the last. Where two messages of a node are on
 * their way at once, both have the frames of both.
 */
import {Event, Outcome} from '../../sim/kernel/trace.js';
import {airtimeUs} from '../../sim/phy/o-qpsk.js';
import type {Message} from './messages.js';
import {Row, type Tape} from './tape.js';

export type StepKind =
	| 'commanded'
	| 'handed'
	| 'published'
	| 'frame'
	| 'ack'
	| 'retry'
	| 'busy'
	| 'delivered'
	| 'acknowledged'
	| 'dropped';

export interface Step {
	readonly kind: StepKind;
	/** When it was over. */
	readonly timeUs: number;
	/** When a frame began; otherwise the same as timeUs. */
	readonly sinceUs: number;
	/** Of a frame: who sent it and for whom; otherwise -1. */
	readonly from: number;
	readonly to: number;
	/** Of a frame: its octets. */
	readonly size: number;
	/** Of a frame: how its receiver fared. */
	readonly outcome: Outcome;
}

/** MAC frame type of an acknowledgement. */
const ACK = 2;
/** Of a message that never ends, this many steps are enough. */
const STEPS_MAX = 400;
/** The last ACK comes a little after the node has been told. */
const AFTERGLOW_US = 5000;

export function beginUs({commandedUs, publishedUs}: Message): number {
	return commandedUs >= 0 ? commandedUs : publishedUs;
}

/** When the last thing happened to a message, or `untilUs` where it has not come to its end. */
export function endUs(message: Message, untilUs: number): number {
	const {acknowledgedUs, deliveredUs, droppedUs, qos} = message;
	if (droppedUs >= 0) return Math.max(droppedUs, deliveredUs);
	if (deliveredUs >= 0 && (acknowledgedUs >= 0 || qos <= 0)) {
		return Math.max(acknowledgedUs, deliveredUs);
	}
	return untilUs;
}

/** The steps of `message` in the order of time, as far as `tape` knows them. */
export function journeyOf(message: Message, tape: Tape): Step[] {
	const untilUs = endUs(message, tape.endUs);
	const steps = [...framesOf(message, tape, untilUs + AFTERGLOW_US), ...milestonesOf(message)];
	return steps.sort((one, other) => one.timeUs - other.timeUs);
}

function milestonesOf(message: Message): Step[] {
	const {commandedUs, handedUs, publishedUs, deliveredUs, acknowledgedUs, droppedUs} = message;
	const times = [
		['commanded', commandedUs],
		['handed', handedUs],
		['published', publishedUs],
		['delivered', deliveredUs],
		['acknowledged', acknowledgedUs],
		['dropped', droppedUs],
	] as const;
	return times.flatMap(([kind, timeUs]) => (timeUs < 0 ? [] : [plain(kind, timeUs)]));
}

function framesOf(message: Message, tape: Tape, untilUs: number): Step[] {
	const steps: Step[] = [];
	const last = tape.after(untilUs);
	for (let index = tape.after(beginUs(message) - 1); index < last; index++) {
		if (steps.length === STEPS_MAX) break;
		const step = stepAt(tape, index, message.radio);
		if (step !== undefined) steps.push(step);
	}
	return steps;
}

function stepAt(tape: Tape, index: number, radio: number): Step | undefined {
	const [row, a, b] = [tape.rows[index], tape.a[index], tape.b[index]];
	if (row === Row.event && a === radio) return troubleAt(tape, index);
	if (row !== Row.sent || (a !== radio && b !== radio)) return undefined;
	const timeUs = tape.timesUs[index];
	return {
		kind: tape.codes[index] === ACK ? 'ack' : 'frame',
		timeUs,
		sinceUs: timeUs - airtimeUs(tape.sizes[index]),
		from: a,
		to: b,
		size: tape.sizes[index],
		outcome: outcomeOf(tape, index),
	};
}

function troubleAt(tape: Tape, index: number): Step | undefined {
	const event = tape.codes[index] as Event;
	if (event === Event.retry) return plain('retry', tape.timesUs[index]);
	if (event === Event.channelAccessFailure) return plain('busy', tape.timesUs[index]);
	return undefined;
}

/**
 * How the frame of row `index` fared with the radio it was for: the row that follows says so. Of a
 * broadcast, and of the last row of a tape that still grows, nothing bad is known.
 */
export function outcomeOf(tape: Tape, index: number): Outcome {
	const next = index + 1;
	if (tape.b[index] < 0 || next >= tape.count || tape.rows[next] !== Row.reception) {
		return Outcome.heard;
	}
	return tape.a[next] === tape.a[index] ? (tape.codes[next] as Outcome) : Outcome.heard;
}

function plain(kind: StepKind, timeUs: number): Step {
	const nobody = {from: -1, to: -1, size: 0, outcome: Outcome.heard};
	return {kind, timeUs, sinceUs: timeUs, ...nobody};
}
