/*
 * The key server dies at every step of its store, and is restored from what was once in it.
 */
import test from 'ava';
import {EUI, FleetBench, type TestDevice} from './bench.js';
import type {Fate} from './memory-row-store.js';
import type {Entries} from './order.js';

const HOUR = 3_600_000;
/** Of the commits that make the fleet, the device and the window. */
const FIRST = 3;

for (const fate of ['kept', 'lost'] as const) {
	test(`attack/S3: killed at every commit, which is ${fate}, it comes together with its device`, t => {
		for (let at = FIRST; at < FIRST + 8; at += 1) {
			const bench = new FleetBench({fateOf: commit => (commit === at ? fate : 'told')});
			const device = bench.device();
			for (let round = 0; round < 10; round += 1) {
				live(bench, device);
				const ahead = device.generation - bench.generationOf();
				t.true(ahead === 0 || ahead === 1, `commit ${at}, round ${round}: ahead by ${ahead}`);
			}
			t.true(bench.store.commits > at, 'it was killed');
			t.true(device.generation > 4, 'its sessions went on');
		}
	});
}

test('fault/K2 and attack/S3: killed at any two commits in a row, the pair comes together', t => {
	const fates: Fate[] = ['kept', 'lost'];
	for (let at = FIRST; at < FIRST + 6; at += 1) {
		for (const [first, second] of fates.flatMap(one => fates.map(other => [one, other]))) {
			const bench = new FleetBench({
				fateOf: commit => (commit === at ? first! : commit === at + 1 ? second! : 'told'),
			});
			const device = bench.device();
			for (let round = 0; round < 8; round += 1) live(bench, device);
			t.true(bench.gateways[0]!.handshake(device));
			t.true(bench.gateways[0]!.conf(device));
			t.is(bench.generationOf(), device.generation);
		}
	}
});

test('fault/K3: a proof that was stored and not answered is confirmed when it comes again', t => {
	const bench = new FleetBench({fateOf: commit => (commit === FIRST ? 'kept' : 'told')});
	const device = bench.device();
	bench.gateways[0]!.handshake(device);
	t.false(bench.gateways[0]!.conf(device));
	bench.start();
	t.is(bench.generationOf(), 1);
	t.true(bench.gateways[0]!.conf(device));
});

test('fault/K3: a HELLO whose proof was stored and not answered is answered when it comes again', t => {
	const bench = new FleetBench({fateOf: commit => (commit === FIRST ? 'kept' : 'told')});
	const device = bench.device();
	bench.gateways[0]!.handshake(device);
	const hello = device.hello();
	t.is(bench.gateways[0]!.hello(hello), undefined, 'nothing is answered before it is durable');
	bench.start();
	t.true(device.accepts(bench.gateways[0]!.hello(hello)!));
	t.is(device.generation, 2);
});

test('a HELLO or a CONF while the row is being stored is asked to come again', t => {
	const bench = new FleetBench();
	const device = bench.device();
	bench.gateways[0]!.handshake(device);
	const {port} = bench.gateways[0]!;
	port.conf({...device.conf(), eui: device.eui});
	port.conf({...device.conf(), eui: device.eui});
	t.is(bench.server.counters.busy, 1);
	bench.turns.settle();
	t.true(bench.gateways[0]!.conf(device));
});

const restores: [ahead: number, gap: boolean, heard: boolean][] = [
	[1, false, true],
	[2, false, false],
	[2, true, true],
	[1024, true, true],
	[1025, true, false],
];

for (const [ahead, gap, heard] of restores) {
	const when = gap ? 'in the hours after a restore' : 'at any other time';
	test(`fault/K4: ${ahead} generations ahead is ${heard ? 'followed' : 'refused'} ${when}`, t => {
		const {bench, device} = restored(ahead, gap);
		t.is(bench.gateways[0]!.handshake(device), heard);
		t.is(bench.generationOf(), heard ? ahead : 0);
		if (heard) t.true(bench.gateways[0]!.conf(device));
	});
}

test('fault/K4: the hours after a restore end', t => {
	const {bench, device} = restored(2, true);
	bench.nowMs += 24 * HOUR;
	t.false(bench.gateways[0]!.handshake(device));
	bench.nowMs -= 1;
	t.true(bench.gateways[0]!.handshake(device));
});

test('fault/K4: salt secrets that were rotated before the backup lead to the same keys', t => {
	const bench = new FleetBench();
	const device = bench.device();
	session(bench, device);
	bench.ask({ask: 'rotate-salt'});
	const backup = bench.store.copy();
	for (let count = 0; count < 5; count += 1) session(bench, device);
	bench.setBack(inGap(backup, bench.nowMs));
	t.true(bench.gateways[0]!.handshake(device));
	t.is(bench.generationOf(), 6);
});

test('a salt secret stays as long as a generation was salted with it', t => {
	const bench = new FleetBench();
	const device = bench.device();
	for (let count = 0; count < 3; count += 1) bench.ask({ask: 'rotate-salt'});
	t.deepEqual(saltsOf(bench), [1, 4], 'generation 0 has the first one');
	bench.start();
	session(bench, device);
	bench.ask({ask: 'rotate-salt'});
	t.deepEqual(saltsOf(bench), [4, 5]);
	session(bench, device);
	t.is(bench.generationOf(), 2);
});

test('what a crash leaves is one row, whole', t => {
	const bench = new FleetBench({fateOf: commit => (commit === FIRST ? 'lost' : 'told')});
	const device = bench.device();
	session(bench, device);
	bench.start();
	t.like(bench.listed(EUI), {state: 'new', generation: 0});
	session(bench, device);
	t.like(bench.listed(EUI), {state: 'active', generation: device.generation});
});

/** One attempt of a device: a session, and a proof every second time; the server may die. */
function live(bench: FleetBench, device: TestDevice): void {
	if (bench.gateways[0]!.handshake(device) && device.counter % 32 === 0) {
		bench.gateways[0]!.conf(device);
	}
	if (bench.ask({ask: 'list'}) === undefined) bench.start();
}

function session(bench: FleetBench, device: TestDevice): void {
	bench.gateways[0]!.handshake(device);
	bench.gateways[0]!.conf(device);
}

/** A server that is restored from a backup, and a device that has gone on meanwhile. */
function restored(ahead: number, gap: boolean) {
	const bench = new FleetBench();
	const device = bench.device();
	const backup = bench.store.copy();
	for (let count = 0; count < ahead; count += 1) session(bench, device);
	bench.setBack(gap ? inGap(backup, bench.nowMs) : backup);
	return {bench, device};
}

function inGap(backup: Entries, nowMs: number): Entries {
	return backup.map(([key, value]) => [
		key,
		key === 'fleet' ? {...(value as object), gapUntilMs: nowMs + 24 * HOUR} : value,
	]);
}

function saltsOf(bench: FleetBench): number[] {
	const fleet = new Map(bench.store.copy()).get('fleet') as {salts: Array<{version: number}>};
	return fleet.salts.map(({version}) => version);
}
