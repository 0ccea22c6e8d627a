/*
 * From what a system or a tool says when it cannot, to what a person can do about it.
 */
import {EnvironmentError} from '../errors.js';

type Hints = readonly (readonly [pattern: RegExp, hint: string])[];

const PORT_HINTS: Hints = [
	[
		/cannot lock|EBUSY|resource busy|temporarily unavailable/i,
		'another program has it open: `fuser -v PATH` tells which',
	],
	[
		/EACCES|EPERM|permission denied/i,
		'you may not open it: `sudo usermod -aG dialout $USER`, then log in anew',
	],
	[
		/ENOENT|no such (file|port)|not found/i,
		'is the board plugged in? `motebench devices` lists all',
	],
	[
		/HELLO is not answered/,
		'it runs other firmware, or hangs, or is another port: `motebench flash` puts ours on it',
	],
];

const PROBE_HINTS: Hints = [
	[
		/LIBUSB_ERROR_ACCESS|permission denied|insufficient permissions/i,
		'you may not use the probe: `motebench devices --udev` prints the rules that let you',
	],
	[/LIBUSB_ERROR_BUSY|resource busy/i, 'another program has the probe: end it'],
	[
		/unable to find (a )?matching|no (J-Link )?device found|unable to open ftdi device|open failed|no such device/i,
		'no such probe is plugged in: `motebench devices` lists what is',
	],
	[/couldn't open|can't find|unable to open .*\.(hex|elf|cfg)/i, 'is the path right?'],
];

/** `error`, a failure to use the port at `path`, with what can be done about it where that is known. */
export function portTrouble(error: EnvironmentError, path: string): EnvironmentError {
	const hint = hintIn(PORT_HINTS, error.message)?.replace('PATH', path);
	return hint === undefined ? error : new EnvironmentError(error.message, {cause: error, hint});
}

/** What can be done about a tool that failed with `output`; undefined where nothing is known. */
export function probeHint(output: string): string | undefined {
	return hintIn(PROBE_HINTS, output);
}

function hintIn(hints: Hints, text: string): string | undefined {
	return hints.find(([pattern]) => pattern.test(text))?.[1];
}
