/*
 * motebench monitor: what a board says, as lines, until Ctrl-C; or what one said, from a recording.
 */
import {closeSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import type {Command} from 'commander';
import {EnvironmentError, UsageError} from '../errors.js';
import {locate} from '../locate/locate.js';
import {untilStopped} from '../program/until-stopped.js';
import type {LinkState, News} from '../serial/news.js';
import {portName} from '../serial/port-name.js';
import {entriesOf, Recorder} from '../serial/recording.js';
import type {SerialLine} from '../serial/serial-line.js';
import {helloLine, newsLine} from './lines.js';
import {playback} from './playback.js';
import {portTrouble} from './trouble.js';
import {openLine, openPort, worldHere} from './world.js';

interface Options {
	readonly sn?: string;
	readonly record?: string;
	readonly replay?: string;
}

const READY_DEADLINE_MS = 5000;
/** A day of a chatty board. */
const RECORDING_MAX = 1 << 30;

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addMonitor(program: Command, exit: (code: number) => void): void {
	program
		.command('monitor')
		.description('what a board says, line by line')
		.argument('[board]', 'a name of bench.yaml, of a board, or PORT[:BAUD] or unix:PATH')
		.option('--sn <number>', 'the serial number of the probe, where several are plugged in')
		.option('--record <file>', 'write down all octets, in both directions; keys as zeros')
		.option('--replay <file>', 'tell a recording instead')
		.addHelpText('after', EXAMPLES)
		.action(async (name: string | undefined, options: Options) => {
			await monitorOrReplay(name, options);
			exit(0);
		});
}

const EXAMPLES = `
Examples:
  motebench monitor microbit --record bad-day.mbr
  motebench monitor /dev/ttyACM0:115200
  motebench monitor --replay bad-day.mbr

Exit code: 0 stopped, or the recording ends, 2 a mistake, 3 no port, or nobody answers there.`;

async function monitorOrReplay(name: string | undefined, options: Options): Promise<void> {
	const {replay: file, record, sn} = options;
	if (file === undefined) {
		if (name !== undefined) return await monitor(name, options);
		throw new UsageError('monitor what? a board, a port, or --replay FILE');
	}
	if ((name ?? record ?? sn) !== undefined) {
		throw new UsageError('--replay tells a recording: it goes without a board, --record and --sn');
	}
	replay(file);
}

function replay(file: string): void {
	for (const line of playback(entriesOf(octetsOf(file)))) console.log(line);
}

function octetsOf(file: string): Uint8Array {
	try {
		const octets = readFileSync(file);
		entriesOf(octets);
		return octets;
	} catch (error) {
		if (error instanceof RangeError) throw new UsageError(`${file}: ${error.message}`);
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new UsageError(`${file} cannot be read: ${error.code}`);
	}
}

async function monitor(name: string, {sn, record}: Options): Promise<void> {
	const recording = record === undefined ? undefined : recordingAt(record);
	const {recorder} = recording ?? {};
	try {
		await untilStopped(async () => {
			const line = await opened({name, ...(sn !== undefined && {sn})}, recorder);
			try {
				console.log(helloLine(await line.ready(READY_DEADLINE_MS)));
			} catch (error) {
				await line.close();
				throw error instanceof EnvironmentError ? portTrouble(error, name) : error;
			}
			// motebench monitor BOARD | head
			const unwanted = new Promise(resolve => process.stdout.once('close', resolve));
			return {failed: new Promise(() => {}), unwanted, stop: () => line.close()};
		});
	} finally {
		recording?.close();
	}
}

async function opened(
	wanted: {readonly name: string; readonly sn?: string},
	recorder: Recorder | undefined,
): Promise<SerialLine> {
	const options = {onNews: teller(), ...(recorder !== undefined && {recorder})};
	if (/[/:\\]/.test(wanted.name)) return openPort(portName(wanted.name), options);
	const {around, ports} = worldHere();
	return openLine(locate(wanted, {...around, ports: await ports()}), options);
}

/** Prints news; a port that stays away is tried again and again, and told once. */
function teller(): (news: News) => void {
	let told: LinkState | undefined;
	return news => {
		if (news.kind === 'state') {
			if (news.state === 'opening' || news.state === told) return;
			told = news.state;
		}
		console.log(newsLine(news));
		if (news.kind === 'restart') console.log(helloLine(news.device));
	};
}

function recordingAt(file: string): {recorder: Recorder; close(): void} {
	try {
		const handle = openSync(file, 'w');
		const recorder = new Recorder(octets => writeFileSync(handle, octets), RECORDING_MAX);
		return {recorder, close: () => closeSync(handle)};
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new UsageError(`${file} cannot be written: ${error.code}`);
	}
}
