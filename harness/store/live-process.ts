/*
 * Whether a process is still the one that it was: its id may be another's by now, its start time
 * is not. Of this machine and this container alone.
 */
import {readFileSync} from 'node:fs';
import {codeOf} from './error-code.js';

/** The start time, counted in fields after the name: proc(5), /proc/pid/stat, field 22. */
const START_TIME = 19;

export interface LiveProcess {
	readonly pid: number;
	readonly startTime: string;
}

export function thisProcess(): LiveProcess {
	return {pid: process.pid, startTime: startTimeOf(process.pid)};
}

export function isAlive({pid, startTime}: LiveProcess): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		if (codeOf(error) === 'ESRCH') return false;
		if (codeOf(error) !== 'EPERM') throw error;
	}
	return startTimeOf(pid) === startTime;
}

/** The same for all where there is no /proc. */
function startTimeOf(pid: number): string {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME] ?? '';
	} catch (error) {
		if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return '';
		throw error;
	}
}
