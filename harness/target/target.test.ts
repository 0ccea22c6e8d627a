/*
 * One suite, whatever the node runs on: here a node in this process, and two boards in QEMU.
 */
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {emulationMissing, TargetImages} from '../../scripts/target-images.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {Event, nameIn, Op, Status} from '../serial/codes.js';
import {ConfigKey} from '../serial/config-key.js';
import {openTarget, type Target} from './target.js';

const missing = await emulationMissing();
const images = new TargetImages('node-target');
const folder = mkdtempSync(path.join(tmpdir(), 'target-'));
/* Built before a clock runs: the compiler shares this process. */
test.before(async () => {
	if (missing !== undefined) return;
	await images.imageOf('microbit');
	await images.imageOf('lm3s6965evb');
});
test.after.always(() => rmSync(folder, {recursive: true}));

const ALL = ['sim', 'qemu:microbit', 'qemu:lm3s6965evb'] as const;
const WITH_FLASH = ['sim', 'qemu:microbit'] as const;
const CONNECT = 0x04;
const PUBLISH = 0x0c;
const GATEWAY = 1;
const PAGES = 2048;
const identity = () => ({
	eui: '00124b0001020304',
	batch: 7,
	factoryKey: new Uint8Array(16).fill(0x5a),
	recoveryKey: new Uint8Array(16).fill(0xa5),
});

for (const name of ALL) {
	onTarget('HELLO tells the hash of node.wasm', name, async (t, {board}) => {
		const wasm = readFileSync(new URL('../../node.wasm', import.meta.url));
		const hash = createHash('sha256').update(wasm).digest('hex');
		t.is(board.device?.buildId, hash.slice(0, 16));
	});

	onTarget(
		'what was injected is published, and its acknowledgement is told',
		name,
		async (t, it) => {
			const {board} = it;
			await board.line.call(Op.INJECT, [0, 1234]);
			const heard = new Heard(it);
			await board.start({
				[ConfigKey.App]: 1,
				[ConfigKey.TopicIdType]: 2,
				[ConfigKey.SearchMs]: 100,
				[ConfigKey.PeriodMs]: 300,
				[ConfigKey.Qos]: 1,
			});
			board.send(GATEWAY, await answerTo(heard, 0x01, () => [3, 0x02, GATEWAY]));
			board.send(GATEWAY, await answerTo(heard, CONNECT, () => [3, 0x05, 0]));
			const message = await heard.message(PUBLISH);
			t.regex(Buffer.from(message.subarray(7)).toString(), /^0 \d 1234$/);
			board.send(GATEWAY, Uint8Array.of(7, 0x0d, ...message.subarray(3, 7), 0));
			await heard.until(() => heard.events.includes(Event.ACKNOWLEDGED));
			t.pass();
		},
	);

	onTarget('a start anew that was asked for is told from one that was not', name, async (t, it) => {
		const news: boolean[] = [];
		it.board.listener = {
			onNews: one => void (one.kind === 'restart' && news.push(one.commanded)),
		};
		await it.board.reset();
		await it.power!.cut();
		await it.power!.restore();
		t.deepEqual(news, [true, false]);
	});

	onTarget('an op that nobody knows is answered so', name, async (t, {board}) => {
		const outcome = await board.line.ask(Op.TEST_LIST);
		t.is(outcome.kind === 'answered' && outcome.status, Status.UNKNOWN_OP);
	});

	onTarget('keys come once, are not read back, and are not erased', name, async (t, it) => {
		const {board} = it;
		t.is(await nvm(it, [1, 0, 4]), 'OK', 'there is nothing to hide yet');
		t.is(await it.provision(identity()), 'done');
		t.is(await it.provision(identity()), 'refused');
		t.is(await nvm(it, [1, 0, 200]), 'REFUSED');
		t.is(await nvm(it, [0]), 'REFUSED');
		await board.reset();
		t.is(await nvm(it, [1, 0, 4]), 'REFUSED');
	});

	onTarget(
		'before there are keys, flash is erased and read in pieces',
		name,
		async (t, {board}) => {
			await board.line.call(Op.NVM, [0]);
			for (const [at, size] of [
				[0, 200],
				[PAGES - 200, 200],
				[PAGES - 1, 1],
			] as const) {
				const [octets] = await board.line.call(Op.NVM, [1, at, size]);
				t.deepEqual(octets, new Uint8Array(size).fill(0xff));
			}
			for (const [at, size] of [
				[0, 201],
				[PAGES - 199, 200],
				[PAGES, 1],
				[0, 0],
			] as const) {
				const outcome = await board.line.ask(Op.NVM, [1, at, size]);
				t.is(outcome.kind === 'answered' && outcome.status, Status.BAD_ARGUMENT, `${at}, ${size}`);
			}
		},
	);
}

for (const name of WITH_FLASH) {
	onTarget('keys outlive a power cut', name, async (t, it) => {
		await it.provision(identity());
		await it.power!.cut();
		await it.power!.restore();
		t.is(await it.provision(identity()), 'refused');
	});
}

onTarget(
	'keys are gone with the power where memory stands in for flash',
	'qemu:lm3s6965evb',
	async (t, it) => {
		await it.provision(identity());
		await it.power!.cut();
		await it.power!.restore();
		const {capabilities} = await it.board.ready();
		t.true(capabilities.includes('VOLATILE'));
		t.is(await it.provision(identity()), 'done');
	},
);

test.serial('flash that is kept in a file is there the next time, for its owner alone', async t => {
	if (skipped(t)) return;
	const file = path.join(folder, 'me@home.flash');
	for (const outcome of ['done', 'refused'] as const) {
		const it = await images.open(`qemu:microbit@${file}`);
		try {
			t.is(await it.provision(identity()), outcome);
		} finally {
			await it.close();
		}
	}
	t.is(statSync(file).mode & 0o777, 0o600);
});

test.serial('an image of another firmware is refused by its build id', async t => {
	if (skipped(t)) return;
	const image = await images.imageOf('microbit');
	const other = path.join(folder, 'other.elf');
	const octets = readFileSync(image);
	const hash = createHash('sha256')
		.update(readFileSync(new URL('../../node.wasm', import.meta.url)))
		.digest();
	octets[octets.indexOf(hash.subarray(0, 8))]! ^= 1;
	writeFileSync(other, octets);
	await t.throwsAsync(openTarget('qemu:microbit', {image: other}), {
		instanceOf: EnvironmentError,
		message: /^qemu:microbit runs build \w+, and node\.wasm is \w+; build the image again$/,
	});
});

test('a name that is no target is a mistake of the user', async t => {
	for (const name of ['', 'simulator', 'qemu:', 'qemu:nrf52840dk', 'qemu:nothing', 'usb:1']) {
		await t.throwsAsync(openTarget(name), {instanceOf: UsageError}, name);
	}
	const volatile = openTarget('qemu:lm3s6965evb@f', {image: 'x'});
	await t.throwsAsync(volatile, {instanceOf: UsageError, message: /gone with the power/});
});

test('a port that nobody answers at is no world for a test', async t => {
	const it = openTarget(`serial:unix:${path.join(folder, 'nobody')}`, {deadlineMs: 300});
	await t.throwsAsync(it, {instanceOf: EnvironmentError, message: /^no device at /});
});

test('a real board is opened where bench.yaml says, and asked whether it is there', async t => {
	const bench = path.join(folder, 'bench.yaml');
	const port = `unix:${path.join(folder, 'none')}`;
	writeFileSync(bench, `boards: [{board: microbit, name: left, port: "${port}"}]`);
	for (const name of ['board:left', 'board:microbit']) {
		await t.throwsAsync(openTarget(name, {bench, deadlineMs: 300}), {
			instanceOf: EnvironmentError,
			message: /^no device at .*none/,
		});
	}
	await t.throwsAsync(openTarget('board:right', {bench}), {instanceOf: UsageError});
});

async function nvm({board}: Target, args: readonly number[]): Promise<string> {
	const outcome = await board.line.ask(Op.NVM, args);
	return outcome.kind === 'answered' ? nameIn(Status, outcome.status) : outcome.reason;
}

/** What a target says, kept until it is asked for. */
class Heard {
	readonly events: number[] = [];
	readonly #datagrams: Uint8Array[] = [];
	#wake = () => {};

	constructor({board}: Target) {
		board.listener = {
			onDatagram: (_to, octets) => {
				this.#datagrams.push(octets);
				this.#wake();
			},
			onNews: one => {
				if (one.kind === 'event') this.events.push(one.event.event);
				this.#wake();
			},
		};
	}

	async message(msgType: number): Promise<Uint8Array> {
		const isWanted = (octets: Uint8Array) => octets[1] === msgType;
		await this.until(() => this.#datagrams.some(isWanted));
		return this.#datagrams.find(isWanted)!;
	}

	/** Resolves when `met` holds; rejects after ten seconds. */
	async until(met: () => boolean): Promise<void> {
		const until = performance.now() + 10_000;
		while (!met()) {
			if (performance.now() > until) throw new Error('the node does not say it');
			await new Promise<void>(resolve => {
				const timer = setTimeout(resolve, 100);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}
}

async function answerTo(
	heard: Heard,
	msgType: number,
	answer: () => readonly number[],
): Promise<Uint8Array> {
	await heard.message(msgType);
	return Uint8Array.from(answer());
}

function onTarget(
	title: string,
	name: string,
	claim: (t: ExecutionContext, it: Target) => Promise<void>,
): void {
	test.serial(`${name}: ${title}`, async t => {
		if (name !== 'sim' && skipped(t)) return;
		const it = await images.open(name);
		try {
			await claim(t, it);
		} finally {
			await it.close();
		}
	});
}

function skipped(t: ExecutionContext): boolean {
	if (missing === undefined) return false;
	t.log(`skipped: ${missing}`);
	t.pass();
	return true;
}
