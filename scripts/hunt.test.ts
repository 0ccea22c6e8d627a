import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {parse} from 'yaml';
import type {Found, HuntReport} from '../harness/hunt/hunt.js';
import {Motebench} from '../harness/motebench.js';
import {parseDuration} from '../harness/scenario/duration.js';
import {alteredFirmware, type Change} from './altered-firmware.js';

/* A hunt before firmware in which one function does wrong: it must be found, and be made small. */

/** Four nodes that say something every ten seconds. */
const PREY = `
name: prey
duration: 60s
area: { widthM: 10, heightM: 10 }
gateways: [{ count: 1 }]
nodes:
  - name: sensor
    app: sensor
    count: 4
    publish: { every: 10s }
    keepAlive: 20s
    start: { within: 3s }
    retry: { after: 3s }
`;

test('a node that never comes back when it was sent away is found, and shrunk to one node and one fault', async t => {
	const bench = await planted(t, 'firmware/client/session/Session#poll', module =>
		module.i32.const(0),
	);
	const [found] = await bench.hunt('--runs', '2');
	t.like(found, {kind: 'unserved', drawn: {nodes: 4}, shrunk: {nodes: 1, gateways: 1, faults: 1}});
	const {faults, nodes} = parse(readFileSync(found!.file, 'utf8'));
	t.deepEqual([nodes.length, faults.length], [1, 1]);

	const again = new Motebench(t, ...found!.again.split(' ').slice(1));
	t.is(await again.ended(), 1, again.stderr);
	t.regex(again.stdout, /✘ unserved: sensor 1 not served again/);
	const ours = new Motebench(t, 'hunt', found!.file, '--as-is');
	t.is(await ours.ended(), 0, 'the firmware as it is built passes the same case');
});

test('a node that traps where it is to give up is found, and its case has no time left over', async t => {
	const bench = await planted(t, 'firmware/exchange/connection/gatewayFailed', module =>
		module.unreachable(),
	);
	const [found] = await bench.hunt('--runs', '3');
	t.like(found, {kind: 'trap', shrunk: {nodes: 1, faults: 1}});
	const {duration} = parse(readFileSync(found!.file, 'utf8'));
	t.true(parseDuration(duration)! < 5 * 60_000, duration);
});

interface Bench {
	readonly folder: string;
	/** What is found in its first cases. */
	hunt(...args: string[]): Promise<readonly Found[]>;
}

/** Hunts with a firmware in which `name` is changed, for this test alone. */
async function planted(t: ExecutionContext, name: string, change: Change): Promise<Bench> {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-hunt-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	const octets = await alteredFirmware(name, change);
	const sha256 = createHash('sha256').update(octets).digest('hex');
	const facts = JSON.parse(readFileSync('build/node.json', 'utf8'));
	writeFileSync(path.join(folder, 'node.wasm'), octets);
	const built = {...facts, wasmBytes: octets.length, sha256};
	writeFileSync(path.join(folder, 'node.json'), JSON.stringify(built));
	const prey = path.join(folder, 'prey.yaml');
	writeFileSync(prey, PREY);
	const hunt = async (...args: string[]) => {
		const words = ['--firmware', folder, '--out', path.join(folder, 'out'), '--json', '-q'];
		const program = new Motebench(t, 'hunt', prey, ...words, ...args);
		t.is(await program.ended(), 1, program.stderr);
		return (JSON.parse(program.stdout) as HuntReport).findings;
	};
	return {folder, hunt};
}
