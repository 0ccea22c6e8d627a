/* motebench devices: what is plugged in, which board it could be, and who has its port. */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import type {Command} from 'commander';
import type {Board} from '../../boards/schema.js';
import {
	BENCH_FILE,
	type BenchEntry,
	type BenchFacts,
	readBench,
	withEntries,
} from '../locate/bench-file.js';
import {boardsIn} from '../locate/catalogue.js';
import {couldBe} from '../locate/locate.js';
import {portsHere} from '../locate/ports.js';
import {lineOf, type UsbPort} from '../locate/usb-port.js';
import {holdersOf} from './processes.js';
import {RULES_FILE, udevRules} from './udev.js';

interface Options {
	readonly write?: boolean;
	readonly udev?: boolean;
	readonly json?: boolean;
}

export interface Plugged extends UsbPort {
	/** Boards that it could be; what bench.yaml says is one. */
	readonly boards: readonly string[];
	/** Programs that have it open, as far as we may know. */
	readonly heldBy: readonly string[];
}

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addDevices(program: Command, exit: (code: number) => void): void {
	program
		.command('devices')
		.description('boards that are plugged in')
		.option('--write', `add them to ${BENCH_FILE}`)
		.option('--udev', 'print rules for udev instead, which let you use boards in peace')
		.option('--json', 'as JSON')
		.addHelpText('after', EXAMPLES)
		.action(async (options: Options) => {
			await devices(options);
			exit(0);
		});
}

const EXAMPLES = `
Examples:
  motebench devices
  motebench devices --write                 then name them in ${BENCH_FILE}
  motebench devices --udev | sudo tee /etc/udev/rules.d/${RULES_FILE}

Exit code: 0 good, also where nothing is plugged in, 2 a ${BENCH_FILE} that makes no sense.`;

async function devices({write, udev, json}: Options): Promise<void> {
	const boards = boardsIn();
	if (udev === true) {
		process.stdout.write(udevRules(boards));
		return;
	}
	const bench = readBench(boards);
	const plugged = (await portsHere()).map(port => pluggedAs(port, boards, bench));
	const text = plugged.length === 0 ? 'no serial port is on USB' : plugged.map(told).join('\n');
	console.log(json === true ? JSON.stringify(plugged, undefined, '\t') : text);
	if (write !== true) return;
	const isNew = !existsSync(BENCH_FILE);
	const entries = newEntries(plugged, bench);
	if (!isNew && entries.length === 0) {
		console.error(`${BENCH_FILE} has them all`);
		return;
	}
	const before = isNew ? '' : readFileSync(BENCH_FILE, 'utf8');
	writeFileSync(BENCH_FILE, withEntries(before, entries));
	console.error(`${BENCH_FILE}: ${entries.length} added`);
}

/** What `port` is, as far as anybody knows. */
export function pluggedAs(port: UsbPort, boards: readonly Board[], bench: BenchFacts): Plugged {
	const entry = bench.boards.find(({sn}) => sn !== undefined && sn === port.sn);
	const fitting = boards.filter(board => couldBe(board, port)).map(({id}) => id);
	const heldBy = holdersOf(port.path).map(({pid, name}) => `${name} (${pid})`);
	return {...port, boards: fitting.filter(id => entry === undefined || id === entry.board), heldBy};
}

/** Entries for what bench.yaml does not have: a probe with a number that can be one board alone. */
export function newEntries(plugged: readonly Plugged[], bench: BenchFacts): BenchEntry[] {
	const known = new Set(bench.boards.map(({sn}) => sn));
	return plugged.flatMap(({sn, boards: [board, ...others]}) => {
		if (sn === undefined || known.has(sn) || board === undefined || others.length > 0) return [];
		known.add(sn);
		return [{board, sn, enabled: true}];
	});
}

function told(plugged: Plugged): string {
	const {boards, heldBy} = plugged;
	const which = boards.length === 0 ? 'no board that is known' : boards.join(' or ');
	const held = heldBy.length === 0 ? '' : `; open in ${heldBy.join(', ')}`;
	return `${lineOf(plugged)}: ${which}${held}`;
}
