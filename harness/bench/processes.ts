/*
 * What runs on this machine and what it holds, as Linux shows it:
 *
 *   ROOT/<pid>/comm      the name of a program, 15 letters at most
 *   ROOT/<pid>/fd/*      links to what it has open; of other users' processes root alone sees them
 */
import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import path from 'node:path';

const PROC = '/proc';

export interface RunningProgram {
	readonly pid: number;
	readonly name: string;
}

/** All programs that run; none where there is no such folder. */
export function runningPrograms(proc = PROC): RunningProgram[] {
	return pidsIn(proc).flatMap(pid => {
		const name = orUnseen(() => readFileSync(path.join(proc, `${pid}`, 'comm'), 'utf8').trim());
		return name === undefined ? [] : [{pid, name}];
	});
}

/** Who has `file` open, as far as we may know. */
export function holdersOf(file: string, proc = PROC): RunningProgram[] {
	return runningPrograms(proc).filter(({pid}) => {
		const folder = path.join(proc, `${pid}`, 'fd');
		const links = orUnseen(() => readdirSync(folder)) ?? [];
		return links.some(link => orUnseen(() => readlinkSync(path.join(folder, link))) === file);
	});
}

function pidsIn(proc: string): number[] {
	const names = orUnseen(() => readdirSync(proc)) ?? [];
	return names.filter(name => /^\d+$/.test(name)).map(Number);
}

/** Processes end while they are looked at, and some may not be looked at. */
function orUnseen<Value>(look: () => Value): Value | undefined {
	try {
		return look();
	} catch (error) {
		if (error instanceof Error && 'code' in error) return undefined;
		throw error;
	}
}
