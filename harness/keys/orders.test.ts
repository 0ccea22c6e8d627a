/*
 * What the operator asks for, and what devices and gateways notice of it.
 */
import test from 'ava';
import {exported} from './authority.js';
import {restored} from './backup.js';
import {EUI, FleetBench, OTHER_EUI, type TestDevice} from './bench.js';

const HOUR = 3_600_000;
const ORM = Buffer.alloc(16, 0x77);

test('a revoked device is dropped everywhere and never answered again', t => {
	const {bench, device} = active();
	bench.ask({ask: 'revoke', euis: [EUI]});
	for (const {said} of bench.gateways) t.true(said.includes(`drop ${0xffff_ffff}`));
	t.is(bench.gateways[0]!.hello(device.hello()), undefined);
	t.false(bench.gateways[0]!.conf(device));
	t.like(bench.listed(), {state: 'revoked'});
	bench.start();
	t.is(bench.gateways[0]!.hello(device.hello()), undefined);
});

test('of a revoked device no key is kept', t => {
	const {bench} = active();
	bench.ask({ask: 'revoke', euis: [EUI]});
	const row = new Map(bench.store.copy()).get(`device:${EUI}`);
	t.deepEqual(Object.keys(row as object).sort(), [
		...['batch', 'eui', 'generation', 'lastCounter', 'saltVersion', 'state'],
	]);
});

test('attack/G2: an expulsion comes with a group key at once that the expelled cannot derive', t => {
	const {bench} = active();
	bench.ask({ask: 'revoke', euis: [EUI]});
	for (const {groups} of bench.gateways) {
		const [before, after] = groups;
		t.like(after, {epoch: before!.epoch + 1, switchS: 0});
		t.notDeepEqual(after!.key, before!.key);
	}
});

test('a gateway that was away is told of the revoked when it tells of its sessions', t => {
	const {bench, device} = active();
	bench.ask({ask: 'revoke', euis: [EUI]});
	bench.start();
	const {port, said} = bench.gateways[0]!;
	port.activated({eui: device.eui, generation: 1});
	bench.turns.settle();
	t.deepEqual(said, ['attached', 'group 2 in 0', `drop ${0xffff_ffff}`]);
});

test('attack/G4: a gateway that comes back during a rotation is told the rest of its time', t => {
	const bench = new FleetBench();
	bench.ask({ask: 'rotate-group', switchS: 3600});
	t.deepEqual(bench.gateways[0]!.said.at(-1), 'group 2 in 3600');
	bench.nowMs += HOUR / 4;
	bench.start();
	t.deepEqual(bench.gateways[0]!.said, ['attached', 'group 2 in 2700']);
	bench.nowMs += HOUR;
	bench.start();
	t.deepEqual(bench.gateways[0]!.said, ['attached', 'group 2 in 0']);
});

test('a device that proves itself elsewhere is dropped by the gateway before, and not sooner', t => {
	const {bench, device} = active();
	const [old, next] = [bench.gateways[0]!, bench.gateways[1]!];
	next.handshake(device);
	t.false(old.said.some(line => line.startsWith('drop')));
	next.conf(device);
	t.is(old.said.at(-1), 'drop 2');
	t.false(next.said.includes('drop 2'));
});

const reports: [title: string, gateway: number, generation: number, drop: string][] = [
	['where the device is now is left alone', 1, 2, 'group 1 in 0'],
	['where it was before is dropped', 0, 1, 'drop 2'],
	['of an attempt that came to nothing is dropped', 0, 2, 'drop 2'],
	['that is newer than the row is left alone', 0, 3, 'group 1 in 0'],
];

for (const [title, index, generation, last] of reports) {
	test(`a session that a gateway tells of: one ${title}`, t => {
		const {bench, device} = active();
		bench.gateways[1]!.handshake(device);
		bench.gateways[1]!.conf(device);
		bench.start();
		const {port, said} = bench.gateways[index]!;
		port.activated({eui: device.eui, generation});
		bench.turns.settle();
		t.is(said.at(-1), last);
	});
}

test('a wish to re-key reaches gateways that come later, and ends with the next proof', t => {
	const {bench, device} = active();
	t.deepEqual(bench.ask({ask: 'rekey', deadlineS: 60}), {asked: 1});
	t.is(bench.gateways[1]!.said.at(-1), 'rekey 1 60');
	bench.start();
	t.is(bench.gateways[0]!.said.at(-1), 'rekey 1 60');
	bench.gateways[0]!.handshake(device);
	bench.gateways[0]!.conf(device);
	bench.start();
	t.false(bench.gateways[0]!.said.includes('rekey 1 60'));
});

test('attack/K5: a new key server that was given RC answers mode 2, and old keys are nothing', t => {
	const {device, bench: old} = active();
	const thief = device.clone();
	const bench = recovering(device);
	t.is(bench.gateways[0]!.hello(thief.hello()), undefined, 'all of the old chain');
	t.true(bench.gateways[0]!.handshake(device));
	t.is(device.generation, 0x100_0000);
	t.true(bench.gateways[0]!.conf(device));
	t.like(bench.listed(), {state: 'active', generation: 0x100_0000, awaitsRecovery: false});
	t.true(bench.gateways[0]!.handshake(device), 'the chain goes on');
	t.is(old.gateways[0]!.hello(device.hello()), undefined, 'the old server is out');
});

test('attack/K4: where even the gap does not reach, recovery does', t => {
	const {bench, device} = active();
	const rc = recoveryKey(device);
	bench.ask({ask: 'import', keys: rc});
	device.generation = 5000;
	t.false(bench.gateways[0]!.handshake(device));
	device.recovers = true;
	t.true(bench.gateways[0]!.handshake(device));
	t.true(bench.gateways[0]!.conf(device));
});

test('fault/P10: a recovery whose CONF was lost is proved by the HELLO that follows', t => {
	const {device} = active();
	const bench = recovering(device);
	bench.gateways[0]!.handshake(device);
	bench.start();
	t.true(bench.gateways[0]!.handshake(device));
	t.is(bench.generationOf(), 0x100_0000);
});

test('fault/P10: a device that has recovered unheard, and asks again, is followed by one epoch', t => {
	for (const [epochs, heard] of [
		[1, true],
		[2, false],
	] as const) {
		const {device} = active();
		const bench = recovering(device);
		for (let count = 0; count < epochs; count += 1) {
			recovering(device).gateways[0]!.handshake(device);
			device.recovers = true;
		}
		t.is(bench.gateways[0]!.handshake(device), heard);
	}
});

test('RC is erased once the recovery is proved', t => {
	const {device} = active();
	const bench = recovering(device);
	bench.gateways[0]!.handshake(device);
	bench.gateways[0]!.conf(device);
	const row = new Map(bench.store.copy()).get(`device:${EUI}`) as object;
	t.false('recovery' in row);
});

test('attack/P2: a recovery ends the suspicion', t => {
	const {bench, device, factoryKey} = active();
	const clone = device.clone();
	Object.assign(clone, {generation: 0, root: factoryKey});
	clone.counter += 1000;
	bench.gateways[0]!.hello(clone.hello());
	t.like(bench.listed(), {state: 'suspect'});
	bench.ask({ask: 'import', keys: recoveryKey(device)});
	device.recovers = true;
	bench.gateways[0]!.handshake(device);
	bench.gateways[0]!.conf(device);
	t.like(bench.listed(), {state: 'active'});
});

test('a key server that was restored has all rows, a new group key and no open window', t => {
	const {bench, device} = active();
	const copy = bench.ask({ask: 'backup'}) as ReturnType<typeof restored>;
	const groupKey = Buffer.alloc(16, 9);
	bench.setBack(restored(copy, {nowMs: bench.nowMs, gapHours: 24, groupKey}));
	t.like(bench.ask({ask: 'status'}), {
		devices: {new: 0, active: 1, suspect: 0, revoked: 0},
		groupEpoch: 257,
		gapUntilMs: bench.nowMs + 24 * HOUR,
		joinUntilMs: undefined,
	});
	t.true(bench.gateways[0]!.handshake(device));
});

test('a gateway that is removed is deaf, and the others have a group key that it lacks', t => {
	const {bench, device} = active();
	const [, removed] = bench.gateways;
	bench.ask({ask: 'remove-gateway', gwid: '00124b00aabbcc02'});
	t.is(removed!.hello(device.hello()), undefined);
	t.is(removed!.groups.length, 1);
	t.is(bench.gateways[0]!.groups.length, 2);
	t.throws(() => bench.server.attach('00124b00aabbcc02', removed!), {instanceOf: RangeError});
});

const mistakes: [title: string, order: Parameters<FleetBench['ask']>[0], said: RegExp][] = [
	['a device twice', register({}), /registered already/],
	['a wiped device with the key of its batch', register({replace: true}), /of its own/],
	['a batch without master', register({eui: OTHER_EUI, batch: 2}), /batch 2 has no master/],
	['a device that is not known', {ask: 'revoke', euis: [EUI, OTHER_EUI]}, /as 00124b0001020305/],
	['to forget a device that has joined', {ask: 'unregister', eui: EUI}, /never joined/],
	['a batch twice', {ask: 'add-batch', batch: 1}, /has a master key already/],
	['a GwId twice', {ask: 'add-gateway', gwid: EUI, gwId: 1}, /has GwId 1 already/],
	['a gateway that is none', {ask: 'remove-gateway', gwid: EUI}, /is no gateway/],
];

for (const [title, order, said] of mistakes) {
	test(`a mistake of the operator changes nothing: ${title}`, t => {
		const {bench} = active();
		const before = bench.store.copy();
		t.regex((bench.ask(order) as {mistake: string}).mistake, said);
		t.deepEqual(bench.store.copy(), before);
	});
}

test('a device that was wiped begins anew with a key of its own', t => {
	const {bench, factoryKey: before} = active();
	const order = {...register({replace: true}), individual: true} as const;
	const {factoryKey} = bench.ask(order) as {factoryKey: Uint8Array};
	t.notDeepEqual(Buffer.from(factoryKey), Buffer.from(before));
	t.like(bench.listed(), {state: 'new', generation: 0});
});

test('a device that begins anew is dropped by all gateways, once, and later by those that are away', t => {
	const {bench} = active();
	const dropped = `drop ${0xffff_ffff}`;
	const [here, away] = bench.gateways;
	away!.port.detach();
	bench.ask({...register({replace: true}), individual: true});
	t.true(here!.said.includes(dropped));
	t.false(away!.said.includes(dropped));
	bench.start();
	t.deepEqual(
		bench.gateways.map(({said}) => said.includes(dropped)),
		[false, true],
	);
	bench.start();
	t.false(bench.gateways.some(({said}) => said.includes(dropped)));
});

test('a factory key of the batch is the one that its master gives, and no row holds it', t => {
	const bench = new FleetBench();
	const device = bench.device(EUI, {individual: false});
	const row = new Map(bench.store.copy()).get(`device:${EUI}`) as object;
	t.false('root' in row);
	t.true(bench.gateways[0]!.handshake(device));
	t.true(bench.gateways[0]!.conf(device));
});

test('nothing that an operator sees holds a key', t => {
	const {bench} = active();
	const shown = JSON.stringify([
		bench.ask({ask: 'list'}),
		bench.ask({ask: 'status'}),
		bench.events,
	]);
	for (const [, value] of bench.store.copy()) {
		for (const key of keysIn(value)) t.false(shown.includes(key));
	}
});

/** A device that has proved generation 1. */
function active() {
	const bench = new FleetBench();
	const device = bench.device();
	const factoryKey = device.root;
	bench.gateways[0]!.handshake(device);
	bench.gateways[0]!.conf(device);
	return {bench, device, factoryKey};
}

/** A new key server with the recovery key of a device, which knows that it has to recover. */
function recovering(device: TestDevice): FleetBench {
	const bench = new FleetBench({seed: 2});
	const keys = recoveryKey(device);
	bench.ask({ask: 'import', keys});
	device.recovers = true;
	return bench;
}

function recoveryKey(device: TestDevice) {
	const {keys} = exported({orm: ORM, devices: [{eui: EUI, batch: 1}]}, [EUI], device.epoch);
	device.rc = Uint8Array.from(keys[0]!.key);
	return [...keys];
}

function register(fields: {eui?: string; batch?: number; replace?: boolean}) {
	const usual = {eui: EUI, batch: 1, individual: false, replace: false};
	return {ask: 'register', ...usual, ...fields} as const;
}

function keysIn(value: unknown): string[] {
	if (value instanceof Uint8Array) {
		const octets = Buffer.from(value);
		return [octets.toString('hex'), octets.toString('base64'), octets.join(',')];
	}
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysIn) : [];
}
