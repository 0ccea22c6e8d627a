import test from 'ava';
import {Flash, PowerCut} from '../../sim/node/flash.js';
import {Counter} from './page.js';
import {joined, provisionedFlash, SecureBench, type SecureOptions} from './secure-bench.js';
import {SecureGateway} from './secure-gateway.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const COMMAND = '090c01000200006162';

/** What a device does with its flash, from a state that a cut may find it in. */
interface Work {
	readonly name: string;
	readonly begin: () => SecureBench;
	readonly go: (bench: SecureBench) => void;
	/** How long it may take to come back. */
	readonly backMs: number;
}

const WORKS: readonly Work[] = [
	{
		name: 'bootstrap',
		begin: () => new SecureBench(),
		go: bench => bench.join(),
		backMs: MINUTE_MS,
	},
	{
		name: 're-keying',
		begin: () => joined({terms: {hours: 1}}),
		go: bench => bench.run(HOUR_MS + MINUTE_MS),
		backMs: MINUTE_MS,
	},
	{
		name: 'new ceilings of both counters',
		begin: () => joined(),
		go: bench => {
			for (let i = 0; i < 300; i++) bench.tell('0216');
		},
		backMs: MINUTE_MS,
	},
	{
		name: 're-keying until a page is full',
		begin: () => joined({terms: {hours: 1}}),
		go: bench => bench.run(6 * HOUR_MS),
		backMs: MINUTE_MS,
	},
	{
		name: 'recovery',
		begin: orphan,
		go: bench => bench.run(26 * HOUR_MS),
		backMs: 26 * HOUR_MS,
	},
];

for (const work of WORKS) {
	for (const torn of [false, true]) {
		const how = torn ? 'torn within' : 'cut before';
		const id = work.name === 'recovery' ? 'fault/P10' : 'attack/S2';
		test(`${id}: ${work.name}, ${how} any step of the flash, ends in a session`, t => {
			const steps = stepsOf(work);
			t.true(steps > 0);
			let cuts = 0;
			for (let step = 0; step < steps; step++) cuts += survives(work, step, torn) ? 1 : 0;
			t.log(`${steps} steps of the flash, ${cuts} cuts`);
			t.is(cuts, steps, 'each step was cut once');
		});
	}
}

test('fault/P3: a cut between HELLO and ACCEPT costs a new attempt', t => {
	const bench = new SecureBench();
	bench.losesDown = () => true;
	bench.node.hear('030207');
	bench.run(600);
	const late = bench.downlink[0]!;
	bench.losesDown = () => false;
	bench.reboot();
	bench.node.hear(late);
	t.is(bench.node.count(Counter.KeysAgreed), 0, "ACCEPT of the older attempt is nobody's");
	bench.join();
	t.true(bench.node.takeTold().includes('Connected 7'));
});

test('fault/P7: after a cut the session goes on, without a handshake, above every counter', t => {
	const bench = joined();
	const before = bench.gateway.heard;
	bench.reboot().join();
	t.is(bench.hellos.length, 1, 'that of the first life');
	t.deepEqual(bench.takeHeard(), ['RESUME', 'CONNECT', 'SUBSCRIBE']);
	t.true(bench.gateway.heard > before && bench.gateway.heard <= before + 2 * 256);
	bench.tell(COMMAND);
	t.true(bench.node.takeTold().includes('Commanded 0 ab'));
});

test('fault/P8: RESUME bears a floor that is at most 256 above what was received', t => {
	for (const count of [1, 255, 256, 300]) {
		const bench = joined();
		for (let i = 0; i < count; i++) bench.tell('0216');
		const {sent} = bench.gateway;
		bench.takeHeard();
		bench.reboot();
		bench.losesDown = () => true;
		bench.join();
		const floor = Number.parseInt(bench.heard[0]!.slice(20), 16);
		t.true(floor >= sent && floor - sent <= 256, `${floor} after ${sent}`);
	}
});

test('a gateway that does not know the session after a boot gets a HELLO', t => {
	const bench = joined();
	bench.gateway.restart();
	bench
		.reboot()
		.join()
		.run(5 * MINUTE_MS);
	t.is(new Set(bench.hellos).size, 2);
	t.true(bench.node.takeTold().includes('Connected 7'));
});

test('attack/N2: where the record of the ceiling is lost, the session is, too', t => {
	const bench = joined();
	const image = Buffer.from(bench.flash.image());
	for (let at = image.indexOf('524a0304', 0, 'hex'); at >= 0; ) {
		image.fill(0, at, at + 16);
		at = image.indexOf('524a0304', at, 'hex');
	}
	const again = new SecureBench({flash: new Flash(image), gateway: bench.gateway});
	again.join();
	t.is(again.hellos.length, 1, 'new keys before any use of the counter');
	t.true(again.node.takeTold().includes('Connected 7'));
});

test('attack/N1: reset at 4,000 points, a device never uses a key with a counter twice', t => {
	const random = luckOf(0x5eed);
	const flash = provisionedFlash();
	const gateway = new SecureGateway();
	let opened = 0;
	for (let life = 0; life < 4_000; life++) {
		if (life % 100 === 0) gateway.restart();
		opened += shortLife({flash, gateway}, random);
	}
	t.true(opened > 10_000, `a nonce that comes twice throws; there were ${opened} records`);
});

test('attack/N3: 1,000 boots leave every nonce fresh, and wear the flash by so many erases', t => {
	const flash = provisionedFlash();
	const gateway = new SecureGateway();
	for (let boot = 0; boot < 1_000; boot++) {
		const bench = new SecureBench({flash, gateway}).join();
		if (!bench.node.takeTold().includes('Connected 7')) t.fail(`boot ${boot}`);
	}
	t.is(new Set([gateway.hellos]).size, 1);
	t.true(flash.erases(0) + flash.erases(1) <= 80, `${flash.erases(0) + flash.erases(1)} erases`);
});

/** Cuts the power at `step` of the work; the device must come back, and be as good as new. */
function survives(work: Work, step: number, torn: boolean): boolean {
	const bench = work.begin();
	bench.flash.cutAt(step, torn ? luckOf(step + 1) : undefined);
	const cut = isCut(() => work.go(bench));
	if (!cut) return false;
	bench.reboot().join().run(work.backMs);
	bench.node.takeTold();
	bench.tell(COMMAND);
	return bench.node.takeTold()[0] === 'Commanded 0 ab';
}

function stepsOf(work: Work): number {
	const bench = work.begin();
	const before = bench.flash.steps;
	work.go(bench);
	return bench.flash.steps - before;
}

function isCut(run: () => void): boolean {
	try {
		run();
	} catch (error) {
		if (error instanceof PowerCut) return true;
		throw error;
	}
	return false;
}

/** A device whose key server is gone; another one has its recovery key. */
function orphan(): SecureBench {
	const bench = new SecureBench();
	bench.gateway.rk = Buffer.alloc(16);
	bench.gateway.recovers = true;
	bench.node.hear('030207');
	return bench;
}

/** Some calls of a device's life, cut short anywhere in its flash; returns how many records came. */
function shortLife(options: SecureOptions, random: () => number): number {
	const flash = options.flash!;
	flash.cutAt(random() % 80, random() % 2 ? random : undefined);
	let bench: SecureBench | undefined;
	isCut(() => {
		bench = new SecureBench(options).join();
		if (options.gateway!.active === undefined) bench.run(2 * MINUTE_MS);
		for (let i = random() % 40; i > 0; i--) bench.tell('0216');
	});
	return bench?.heard.length ?? 0;
}

/** Numbers without a pattern, the same for the same seed. */
function luckOf(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state >>> 8;
	};
}
