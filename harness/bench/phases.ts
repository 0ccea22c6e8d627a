/*
 * What comes before a verdict on the firmware, one after the other, each with a deadline:
 *
 *   resolve   which board, which image, is everything there?
 *   flash     the image is written
 *   boot      its port is there
 *   hello     it says who it is, and which build
 *   run       the tests
 *
 *   step ends                      pass            -> the next
 *   EnvironmentError               infra           -> ended
 *   deadline before run            infra           -> ended
 *   deadline of run                inconclusive    -> ended
 *   DeviceReset                    device-reset    -> ended
 *
 * What else is thrown travels up. What a step does is handed in; so is the clock.
 */
import {EnvironmentError} from '../errors.js';

export type Phase = 'resolve' | 'flash' | 'boot' | 'hello' | 'run';

/** How long each may take, in milliseconds. */
export const Deadline: Readonly<Record<Phase, number>> = {
	resolve: 10_000,
	flash: 120_000,
	boot: 10_000,
	hello: 10_000,
	run: 30 * 60_000,
};

/** The device started anew, and nobody had asked it to. */
export class DeviceReset extends Error {
	override readonly name = 'DeviceReset';
}

export interface Step {
	readonly phase: Phase;
	readonly deadlineMs: number;
	/** Does it, and returns what there is to say of it. Ends soon after `signal`. */
	run(signal: AbortSignal): Promise<string>;
}

export interface PhaseResult {
	readonly phase: Phase;
	readonly verdict: 'pass' | 'infra' | 'inconclusive' | 'device-reset';
	readonly detail: string;
	readonly ms: number;
}

export interface PhaseOptions {
	/** Aborted by the user. */
	readonly signal: AbortSignal;
	/** Milliseconds since whenever. */
	readonly now: () => number;
	readonly onResult?: (result: PhaseResult) => void;
}

/** A step that was still busy long after its signal is left alone: nothing may hang. */
const GRACE_MS = 2000;

/** Goes through `steps` until one of them does not pass. */
export async function inPhases(
	steps: readonly Step[],
	{signal, now, onResult}: PhaseOptions,
): Promise<PhaseResult[]> {
	const results: PhaseResult[] = [];
	for (const step of steps) {
		signal.throwIfAborted();
		const startMs = now();
		const ended = await endOf(step, signal);
		const result = {phase: step.phase, ...ended, ms: now() - startMs};
		results.push(result);
		onResult?.(result);
		if (result.verdict !== 'pass') break;
	}
	return results;
}

type Ended = Pick<PhaseResult, 'verdict' | 'detail'>;

async function endOf(step: Step, userSignal: AbortSignal): Promise<Ended> {
	const late = new AbortController();
	const {promise: overdue, resolve: giveUp} = promised();
	const timers = [
		setTimeout(() => late.abort(), step.deadlineMs),
		setTimeout(giveUp, step.deadlineMs + GRACE_MS),
	];
	userSignal.addEventListener('abort', giveUp);
	try {
		const work = step.run(AbortSignal.any([late.signal, userSignal]));
		const detail = await Promise.race([work, overdue]);
		userSignal.throwIfAborted();
		if (detail === undefined || late.signal.aborted) return tooLate(step);
		return {verdict: 'pass', detail};
	} catch (error) {
		userSignal.throwIfAborted();
		if (late.signal.aborted) return tooLate(step);
		return endedBy(error);
	} finally {
		userSignal.removeEventListener('abort', giveUp);
		for (const timer of timers) clearTimeout(timer);
	}
}

function promised(): {promise: Promise<undefined>; resolve: () => void} {
	let resolve!: () => void;
	const promise = new Promise<undefined>(settle => {
		resolve = () => settle(undefined);
	});
	return {promise, resolve};
}

function tooLate({phase, deadlineMs}: Step): Ended {
	const verdict = phase === 'run' ? 'inconclusive' : 'infra';
	return {verdict, detail: `it took more than ${deadlineMs / 1000} s`};
}

function endedBy(error: unknown): Ended {
	if (error instanceof EnvironmentError) return {verdict: 'infra', detail: error.message};
	if (error instanceof DeviceReset) return {verdict: 'device-reset', detail: error.message};
	throw error;
}
