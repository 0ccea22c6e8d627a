import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import test, {type ExecutionContext} from 'ava';
import {unpack} from 'msgpackr';
import type {Board} from '../boards/schema.js';
import {FrameType, Op} from '../harness/serial/codes.js';
import {packControl} from '../harness/serial/control.js';
import {decodeFrame, encodeFrame} from '../harness/serial/frame.js';
import {qemuMissing} from '../harness/serial/qemu.js';
import {boardsWithFirmware, boardWithFirmware} from '../harness/target/board-facts.js';
import {buildImage, compilerMissing, type Image} from './board-image.js';
import {ROOT} from './compile.js';
import {EmulatedBoard} from './emulated-board.js';
import {type CModule, moduleAsC} from './wasm-to-c.js';

/* The node and firmware/test/module/board.ts, as images in QEMU. */

const missing = (await compilerMissing()) ?? qemuMissing();
const emulated = boardsWithFirmware().filter(({emulator}) => emulator !== undefined);
const microbit = boardWithFirmware('microbit');

/** The quirk of an emulator that lets stray accesses pass. */
const NO_FAULTS = 'qemu-no-faults';
const NONCE = 0x01020304;
const RESET = {powerOn: 0, commanded: 1, panic: 2, fault: 3};
const TRAP_UNREACHABLE = 1;

const images = new Map<string, Promise<Image>>();
let node: CModule;
let tried: CModule;

test.before(async () => {
	if (missing !== undefined) return;
	node = await moduleAsC('firmware/node.ts', 'node-emulated');
	tried = await moduleAsC('firmware/test/module/board.ts', 'board-test');
});

for (const board of emulated) {
	test.serial(`${board.id} answers HELLO with its name and the hash of node.wasm`, async t => {
		await on(t, board, node, async it => {
			const {type, payload} = await hello(it);
			const [id, status, proto, nonce, , reason, name, buildId] = unpack(payload);
			t.deepEqual([type, id, status, proto, nonce], [FrameType.CTRL_RSP, 1, 0, 1, NONCE]);
			t.deepEqual([reason, name], [RESET.powerOn, board.id]);
			const wasm = readFileSync(new URL('build/node.wasm', ROOT));
			const hash = createHash('sha256').update(wasm).digest();
			t.deepEqual(Buffer.from(buildId), hash.subarray(0, 8));
		});
	});

	test.serial(`a broken invariant on ${board.id} is a PANIC, and then a start anew`, async t => {
		await on(t, board, tried, async it => {
			t.is(await answer(it, 'b'), RESET.powerOn);
			it.send('p');
			const {type, payload} = await nextFrame(it);
			t.is(type, FrameType.PANIC);
			t.is(payload.readUInt16LE(4), 77, 'the code of the panic');
			t.true(payload.readUInt16LE(6) > 0, 'where in the image');
			t.is(payload[8], TRAP_UNREACHABLE);
			t.is(await answer(it, 'b'), RESET.panic);
		});
	});

	test.serial(
		`what is programmed on ${board.id} only loses bits, and outlives a reset`,
		async t => {
			await on(t, board, tried, async it => {
				await answer(it, 'b');
				t.is(await ask(it, 'e'), 0xffffffff, 'erased');
				t.is(await ask(it, 'w'), 0xf0f0f0f0, 'programmed');
				t.is(await ask(it, 'x'), 0xf000f000, 'programmed once more');
				t.is(await ask(it, 'E'), 0xffffffff, 'the other page erased');
				it.send('p');
				await nextFrame(it);
				await answer(it, 'b');
				t.is(await ask(it, 'r'), 0xf000f000, 'kept');
			});
		},
	);

	test.serial(`the clock of ${board.id} is neither slow nor fast, and wakes it`, async t => {
		await on(t, board, tried, async it => {
			await answer(it, 'b');
			const earliest = performance.now();
			const first = await ask(it, 'n');
			const latest = performance.now();
			for (let i = 0; i < 3; i++) t.true((await ask(it, 'a')) >= 100, 'an alarm in 100 ms');
			const before = performance.now();
			const passedMs = (await ask(it, 'n')) - first;
			t.true(passedMs >= before - latest - 1, `${passedMs} ms in at least ${before - latest}`);
			const most = performance.now() - earliest;
			t.true(passedMs <= most + 1, `${passedMs} ms in at most ${most}`);
		});
	});

	test.serial(
		`AES on ${board.id} gives the answer of FIPS-197, its key at an odd address`,
		async t => {
			await on(t, board, tried, async it => {
				await answer(it, 'b');
				const words = Buffer.alloc(16);
				for (const index of [0, 1, 2, 3]) words.writeUInt32LE(await ask(it, `${index}`), 4 * index);
				t.is(words.toString('hex'), '69c4e0d86a7b0430d8cdb78070b4c55a');
			});
		},
	);

	test.serial(`${board.id} takes 256 octets at once, and loses none`, async t => {
		await on(t, board, tried, async it => {
			await answer(it, 'b');
			it.send('z'.repeat(256));
			t.is(await ask(it, 'i'), 257);
		});
	});
}

for (const board of emulated.filter(({quirks}) => !quirks?.some(({id}) => id === NO_FAULTS))) {
	test.serial(`a stray access on ${board.id} is a FAULT, and then a start anew`, async t => {
		await on(t, board, tried, async it => {
			t.is(await answer(it, 'b'), RESET.powerOn);
			it.send('f');
			const {type, payload} = await nextFrame(it);
			t.deepEqual([type, payload.length], [FrameType.FAULT, 48]);
			const pc = payload.readUInt32LE(6 * 4) - board.mcu.flashAt!;
			t.true(pc > 0 && pc < 0x10000, 'pc is in the image');
			t.is(await answer(it, 'b'), RESET.fault);
		});
	});
}

test.serial('a microbit draws other random numbers each time, and with another seed', async t => {
	if (skipped(t)) return;
	const image = await imageOf(microbit, tried);
	const words = [...(await drawn(t, image, 1)), ...(await drawn(t, image, 2))];
	t.is(new Set(words).size, words.length);
});

test.serial('an image that checks its accesses answers too, so none was astray', async t => {
	if (skipped(t)) return;
	const it = await EmulatedBoard.start(await buildImage(microbit, node, {checks: true}));
	t.teardown(() => it.stop());
	t.is((await hello(it)).type, FrameType.CTRL_RSP);
});

async function drawn(t: ExecutionContext, image: Image, seed: number): Promise<number[]> {
	const it = await EmulatedBoard.start(image, ['-seed', String(seed)]);
	t.teardown(() => it.stop());
	await answer(it, 'b');
	return [await ask(it, 'k'), await ask(it, 'k'), await ask(it, 'k')];
}

async function on(
	t: ExecutionContext,
	board: Board,
	module: CModule,
	claim: (it: EmulatedBoard) => Promise<void>,
): Promise<void> {
	if (skipped(t)) return;
	const it = await EmulatedBoard.start(await imageOf(board, module));
	try {
		await claim(it);
	} finally {
		await it.stop();
	}
}

/** An image is built once for all tests. */
function imageOf(board: Board, module: CModule): Promise<Image> {
	const key = `${board.id} ${module.name}`;
	const image = images.get(key) ?? buildImage(board, module);
	images.set(key, image);
	return image;
}

function skipped(t: ExecutionContext): boolean {
	if (missing === undefined) return false;
	t.log(`skipped: ${missing}`);
	t.pass();
	return true;
}

/** What firmware/test/module/board.ts answers to a letter. */
function ask(it: EmulatedBoard, letter: string): Promise<number> {
	it.send(letter);
	return answer(it, letter);
}

async function answer(it: EmulatedBoard, letter: string): Promise<number> {
	const octets = await it.take(5);
	if (octets[0] !== letter.charCodeAt(0)) throw new RangeError(octets.toString('hex'));
	return octets.readUInt32LE(1);
}

/** Says HELLO until it is answered: a board that comes up does not listen yet. */
async function hello(it: EmulatedBoard): Promise<{type: number; payload: Buffer}> {
	const payload = packControl([1, Op.HELLO, 1, 1, NONCE]);
	const request = encodeFrame({type: FrameType.CTRL_REQ, seq: 1, payload});
	const timer = setInterval(() => it.send(request), 200);
	try {
		return await nextFrame(it);
	} finally {
		clearInterval(timer);
	}
}

/** The next frame: it begins and ends with a 00. */
async function nextFrame(it: EmulatedBoard): Promise<{type: number; payload: Buffer}> {
	const octets = await it.takeUntil(0);
	const frame = decodeFrame(octets.subarray(1, -1));
	if (frame === undefined) throw new RangeError(`no frame: ${octets.toString('hex')}`);
	return {type: frame.type, payload: Buffer.from(frame.payload)};
}
