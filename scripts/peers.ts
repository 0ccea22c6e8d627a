/*
 * The same star in another simulator: ns-3, from Debian's libns3-dev, with a small program of our
 * own. Radios alone, beside ours, in one run on one machine.
 *
 *   scripts/peers/star.cc  --g++-->  build/peers/star  --one JSON object a size-->  PeerRow
 *
 * ns-3 hands every frame to every radio, so that its cost grows with the square of the nodes:
 * each size is bounded in wall-clock time and simulates what it gets done.
 */
import {execFile} from 'node:child_process';
import {mkdir} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {ROOT} from './compile.js';
import {radioStar} from './star.js';

/** One size of the star in both. */
export interface PeerRow {
	readonly name: string;
	readonly nodes: number;
	readonly ours: Pace;
	readonly ns3: Pace;
	/** How often as fast ours is. */
	readonly ratio: number;
}

export interface Pace {
	readonly simulatedSeconds: number;
	readonly cpuSeconds: number;
	/** Simulated by CPU time. */
	readonly speed: number;
	/** What a frame costs, with its ACK and all that it causes. */
	readonly microsecondsPerFrame: number;
	/** Share of the messages that arrived. */
	readonly pdr: number;
}

interface Said {
	readonly simulatedSeconds: number;
	readonly cpuSeconds: number;
	readonly received: number;
	readonly frames: number;
}

const run = promisify(execFile);
const MODULES = ['ns3-lr-wpan', 'ns3-mobility'];
const SOURCE = fileURLToPath(new URL('scripts/peers/star.cc', ROOT));
const FOLDER = fileURLToPath(new URL('build/peers/', ROOT));
const PROGRAM = `${FOLDER}star`;
/** Simulated time that ns-3 is asked for, and what it gets for it. */
const NS3_SECONDS = 1000;
/** Messages of a row of ours: enough that it takes about a second. */
const MESSAGES = 400_000;

/** The linker's words for ns-3; undefined where libns3-dev or g++ is not installed. */
export async function ns3Libraries(): Promise<string[] | undefined> {
	try {
		await run('g++', ['--version']);
		const {stdout} = await run('pkg-config', ['--libs-only-l', ...MODULES]);
		// Some of its words are files of further packages, which need not be there.
		return stdout.split(/\s+/).filter(word => word.startsWith('-l'));
	} catch (error) {
		if (isAbsence(error)) return undefined;
		throw error;
	}
}

/** The star at each size in `counts`, as they are measured; ns-3 gets `patienceS` a size. */
export async function* peers(
	libraries: readonly string[],
	counts: readonly number[],
	patienceS: number,
): AsyncGenerator<PeerRow> {
	await mkdir(FOLDER, {recursive: true});
	await run('g++', ['-std=c++17', '-O2', SOURCE, '-o', PROGRAM, ...libraries]);
	// The engine compiles what it will.
	radioStar(50, 4000);
	for (const nodes of counts) {
		const ns3 = await ns3Star(nodes, patienceS);
		const ours = ourStar(nodes);
		yield {name: 'peers, radio alone', nodes, ours, ns3, ratio: ours.speed / ns3.speed};
	}
}

/** ns-3 at one size, in a process of its own. */
async function ns3Star(nodes: number, patienceS: number): Promise<Pace> {
	const {stdout} = await run(PROGRAM, [nodes, NS3_SECONDS, patienceS].map(String));
	const {received, frames, simulatedSeconds, cpuSeconds} = JSON.parse(stdout) as Said;
	return paceOf({simulatedSeconds, cpuSeconds, frames, pdr: received / frames});
}

function ourStar(nodes: number): Pace {
	const simulatedSeconds = Math.round((MESSAGES * 10) / nodes);
	return paceOf({simulatedSeconds, ...radioStar(nodes, simulatedSeconds)});
}

function paceOf(counted: {
	readonly simulatedSeconds: number;
	readonly cpuSeconds: number;
	readonly frames: number;
	readonly pdr: number;
}): Pace {
	const {simulatedSeconds, cpuSeconds, frames, pdr} = counted;
	return {
		simulatedSeconds,
		cpuSeconds,
		speed: simulatedSeconds / cpuSeconds,
		microsecondsPerFrame: (1e6 * cpuSeconds) / frames,
		pdr,
	};
}

/** A program that is not there, or a package that pkg-config does not know. */
function isAbsence(error: unknown): boolean {
	if (!(error instanceof Error && 'code' in error)) return false;
	return error.code === 'ENOENT' || typeof error.code === 'number';
}
