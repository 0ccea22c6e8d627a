/*
 * What the air does under load, as tables: delivery, delay, failures to find a free channel,
 * retries. The scenes are those of the literature; docs/radio-model.md says which.
 *
 *   npm run tables              all of them
 *   npm run tables -- --json    one array on standard output
 */
import {Command} from 'commander';
import {burst, type LoadOptions, type LoadResult, poisson, saturation} from './radio-loads.js';

/** Frames of a row: the third digit of a share is luck. */
const FRAMES = 10_000;
/** Simulated time of a saturated row. */
const SATURATED_S = 20;

interface Row extends LoadResult {
	readonly table: string;
	readonly senders: number;
	readonly psduSize: number;
	readonly ack: boolean;
	readonly capture: string;
	/** Of each sender among hidden ones, in all in a cell; null where none is set. */
	readonly framesPerSecond: number | null;
	/** Payload that arrives, without MHR and FCS. */
	readonly kbps: number | null;
}

const HEAD =
	'senders  PSDU   ACK  capture  frames/s      PDR  no channel   no ACK  again  mean ms   p99 ms    kbit/s';

const {json = false} = new Command('tables')
	.option('--json', 'print the rows as JSON')
	.parse()
	.opts<{json?: boolean}>();

const rows: Row[] = [];
table('hidden terminals: senders that hear the receiver and not each other', function* () {
	for (const senders of [2, 10]) {
		for (const each of [1, 5, 10, 20, 50]) {
			for (const ack of [false, true]) yield* hidden(senders, each, ack);
		}
	}
});
table('saturation: every sender always has a frame', function* () {
	for (const senders of [1, 2, 3, 5, 10, 15, 20]) {
		for (const ack of [false, true]) {
			const load: LoadOptions = {senders, psduSize: 60, ack, capture: '3dB'};
			const result = saturation(load, SATURATED_S);
			const bits = 8 * (load.psduSize - 11) * result.frames * result.pdr;
			yield rowOf(load, result, {kbps: bits / SATURATED_S / 1000});
		}
	}
});
table('bursts: every sender asks for one frame at the same time', function* () {
	for (const senders of [2, 3, 5, 10, 20, 30, 50]) {
		for (const psduSize of [20, 60, 127]) {
			for (const ack of [false, true]) {
				const load: LoadOptions = {senders, psduSize, ack, capture: 'none'};
				yield rowOf(load, burst(load, Math.round(FRAMES / senders)));
			}
		}
	}
});
table('poisson: so many frames a second in all, at random', function* () {
	for (const senders of [10, 50]) {
		for (const framesPerSecond of [10, 30, 100, 200, 300]) {
			for (const ack of [false, true]) {
				const load: LoadOptions = {senders, psduSize: 60, ack, capture: '3dB'};
				const result = poisson(load, framesPerSecond, FRAMES / framesPerSecond);
				yield rowOf(load, result, {framesPerSecond});
			}
		}
	}
});
if (json) console.log(JSON.stringify(rows, undefined, '\t'));

function* hidden(senders: number, each: number, ack: boolean): Generator<Omit<Row, 'table'>> {
	const load: LoadOptions = {senders, psduSize: 60, ack, capture: '3dB', hidden: true};
	const result = poisson(load, senders * each, FRAMES / senders / each);
	yield rowOf(load, result, {framesPerSecond: each});
}

function table(title: string, make: () => Iterable<Omit<Row, 'table'>>): void {
	if (!json) console.log(`\n${title}\n${HEAD}`);
	for (const row of make()) {
		rows.push({table: title.split(':')[0], ...row});
		if (!json) console.log(lineOf(row));
	}
}

function rowOf(
	{senders, psduSize, ack, capture}: LoadOptions,
	result: LoadResult,
	more: {framesPerSecond?: number; kbps?: number} = {},
): Omit<Row, 'table'> {
	const {framesPerSecond = null, kbps = null} = more;
	return {senders, psduSize, ack, capture, framesPerSecond, kbps, ...result};
}

function lineOf(row: Omit<Row, 'table'>): string {
	const cells: readonly (readonly [string, number])[] = [
		[`${row.senders}`, 7],
		[`${row.psduSize}`, 6],
		[row.ack ? 'yes' : 'no', 6],
		[row.capture, 9],
		[row.framesPerSecond === null ? '-' : `${row.framesPerSecond}`, 10],
		[row.pdr.toFixed(4), 9],
		[row.accessFailures.toFixed(4), 12],
		[row.noAcks.toFixed(4), 9],
		[row.retries.toFixed(3), 7],
		[row.meanMs.toFixed(2), 9],
		[row.p99Ms.toFixed(2), 9],
		[row.kbps === null ? '-' : row.kbps.toFixed(1), 10],
	];
	return cells.map(([cell, width]) => cell.padStart(width)).join('');
}
