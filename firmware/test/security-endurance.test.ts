/* What a protected node is after a very long time, and without any luck at all. */
import {readFileSync} from 'node:fs';
import test from 'ava';
import {Counter} from './page.js';
import {joined, type SecureBench} from './secure-bench.js';

const STEPS = 1_000_000;
/** One step in so many is a genuine record, whose answer is a record as well. */
const GENUINE = 100;
const STEP_MS = 100;
const BOOTS = 40;
const {staticBytes} = JSON.parse(
	readFileSync(new URL('../../node.json', import.meta.url), 'utf8'),
) as {staticBytes: number};

test('attack/Z1: a million protocol steps write nothing outside of the static memory', t => {
	const bench = joined({terms: {q: 12}});
	const size = bench.node.snapshot.length;
	const hostile = hostileTo(bench);
	for (let step = 0; step < STEPS; step++) {
		if (step % GENUINE === 0) tellAndForget(bench);
		else bench.deliver(bench.node.hear(hostile[step % hostile.length]!, bench.peer));
	}
	t.is(bench.node.snapshot.length, size);
	t.true(bench.node.snapshot.subarray(staticBytes).every(octet => octet === 0));
	t.true(bench.node.count(Counter.RecordsOpened) >= STEPS / GENUINE);
	t.true(bench.node.count(Counter.KeysAgreed) > 2, 'keys were renewed on the way');
});

test('attack/N5: where luck always falls the same way, no nonce comes twice', t => {
	const bench = joined({terms: {q: 4}, bench: {luck: () => 0}});
	for (let boot = 0; boot < BOOTS; boot++) {
		for (let ms = 0; ms < 20; ms++) tellAndForget(bench);
		bench.run(120_000).reboot().join();
	}
	const asked = [...new Set(bench.hellos)];
	t.true(asked.length >= BOOTS, `${asked.length} handshakes`);
	// The gateway throws where a record comes under a nonce that it knows.
	t.is(new Set(asked.map(nonceOf)).size, asked.length);
	t.is(new Set(asked.map(counterOf)).size, asked.length);
});

/** A command that the node answers; what the bench notes of it is of no interest. */
function tellAndForget(bench: SecureBench): void {
	bench.tell('0216');
	bench.run(STEP_MS);
	bench.heard = [];
	bench.frames = [];
	bench.downlink = [];
	bench.node.takeTold();
}

/** What strangers can send: heard before, altered, cut short, of no session, in clear. */
function hostileTo(bench: SecureBench): string[] {
	bench.tell('0216');
	const record = bench.downlink.at(-1)!;
	const hello = bench.hellos[0]!;
	return [
		...[record, `${record.slice(0, -2)}00`, record.slice(0, -2), `${record}00`],
		...[`${record.slice(0, 4)}ffff${record.slice(8)}`, hello, `4c${hello.slice(2)}`],
		...['0218', '030500', '02ff', '1fff163c', '260046'],
	];
}

function nonceOf(hello: string): string {
	return hello.slice(24, 56);
}

function counterOf(hello: string): string {
	return hello.slice(56, 64);
}
