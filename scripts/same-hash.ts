/*
 * The same seed, the same trace: on this Node and on another one, in this thread and in workers,
 * in one go and kept on the way. Prints a row a scenario; exit 1 where any two differ.
 *
 *   npm run same-hash                    Node 26, from the npm package `node`
 *   npm run same-hash -- --node 24       another line of Node
 *   npm run same-hash -- --node none     workers and checkpoints alone: nothing is fetched
 */
import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {Command} from 'commander';
import {Piscina} from 'piscina';
import hashOf, {type HashRun} from './hash-run.js';

const RUN = new URL('hash-run.js', import.meta.url);
/** Plain, noisy, with attackers and new keys, asleep, over many hops, and ZigBee. */
const RUNS: readonly HashRun[] = [
	{name: 'smoke', nodes: 10, seconds: 60, keptAtS: 30},
	{name: 'office', nodes: 100, seconds: 120, keptAtS: 60},
	{name: 'keys', nodes: 40, seconds: 480, keptAtS: 430},
	{name: 'sleepers', nodes: 40, seconds: 900, keptAtS: 600},
	{name: 'campus', nodes: 80, seconds: 300, keptAtS: 200},
	{name: 'tower', nodes: 80, seconds: 300, keptAtS: 200},
];

interface Row {
	readonly run: string;
	/** By where it ran. */
	readonly hashes: Readonly<Record<string, string>>;
}

const program = new Command('same-hash')
	.option('--node <line>', 'the other Node, such as 26; none for no other', '26')
	.parse();
const {node} = program.opts<{node: string}>();
const other = node === 'none' ? undefined : await versionOf(node);

let differ = 0;
for (const run of RUNS) {
	const {run: title, hashes} = await rowOf(run);
	const same = new Set(Object.values(hashes)).size === 1;
	if (!same) differ++;
	console.log(`${same ? '✔' : '✘'} ${title}`);
	for (const [where, hash] of Object.entries(hashes)) console.log(`    ${hash}  ${where}`);
}
process.exitCode = differ === 0 ? 0 : 1;

async function rowOf(kept: HashRun): Promise<Row> {
	const {keptAtS, ...run} = kept;
	const hashes: Record<string, string> = {
		[`Node ${process.versions.node}`]: await hashOf(run),
		[`kept after ${keptAtS} s, and gone on with`]: await hashOf(kept),
	};
	for (const workers of [1, 2]) {
		const twice = await inWorkers(run, workers);
		twice.forEach((hash, index) => {
			hashes[`run ${index + 1} of 2 in ${workers === 1 ? 'one worker' : 'two workers'}`] = hash;
		});
	}
	if (other !== undefined) hashes[`Node ${other}`] = await inOther(run);
	return {run: `${run.name}, ${run.nodes} nodes, ${run.seconds} s`, hashes};
}

/** The run twice in so many threads: one after the other, or side by side. */
async function inWorkers(run: HashRun, workers: number): Promise<string[]> {
	const pool = new Piscina({filename: RUN.href, minThreads: workers, maxThreads: workers});
	try {
		return await Promise.all([pool.run(run), pool.run(run)]);
	} finally {
		await pool.destroy();
	}
}

/** The version of the other Node, which is fetched if it is not there. */
async function versionOf(line: string): Promise<string> {
	console.error(`fetching Node ${line} ...`);
	return (await withOther(line, ['--version'])).replace(/^v/, '');
}

function inOther({name, nodes, seconds}: HashRun): Promise<string> {
	return withOther(node, [fileURLToPath(RUN), name, String(nodes), String(seconds)]);
}

/** npm's package `node` is the program itself. */
async function withOther(line: string, args: readonly string[]): Promise<string> {
	const npm = ['exec', '--yes', `--package=node@${line}`, '--', 'node', ...args];
	const {stdout} = await promisify(execFile)('npm', npm);
	return stdout.trim();
}
