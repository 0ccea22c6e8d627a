/*
 * Makes the clock of a Node program run faster, the program itself unchanged, so that cases which
 * take minutes of its time take seconds of ours. Loaded before it:
 *
 *   CLOCK_SCALE=20 node --import .../hasten.js build/harness/main.js gateway ...
 *
 *   performance.now, Date.now     run CLOCK_SCALE times as fast
 *   setTimeout, setInterval       wait so much less
 *
 * A program in another language is hastened by means of its own: faketime(1) is one. Knows
 * nothing of the program.
 */
import {syncBuiltinESMExports} from 'node:module';
import timers from 'node:timers';

const SCALE = Number(process.env['CLOCK_SCALE'] ?? 1);
if (!(SCALE > 0)) throw new RangeError(`CLOCK_SCALE=${process.env['CLOCK_SCALE']} is no factor`);

type Timer = (run: () => void, ms?: number, ...args: unknown[]) => NodeJS.Timeout;

const hastened = {
	setTimeout: sooner(globalThis.setTimeout),
	setInterval: sooner(globalThis.setInterval),
};
Object.assign(globalThis, hastened);
Object.assign(timers, hastened);
syncBuiltinESMExports();

const monotonicMs = performance.now.bind(performance);
performance.now = () => monotonicMs() * SCALE;

const wallMs = Date.now;
const startMs = wallMs();
Date.now = () => Math.floor(startMs + (wallMs() - startMs) * SCALE);

function sooner<Original extends Timer>(original: Original): Original {
	const timer: Timer = (run, ms = 0, ...args) => original(run, ms / SCALE, ...args);
	return Object.assign(timer, original);
}
