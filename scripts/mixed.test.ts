/*
 * Emulated boards in earnest: given keys over their lines, and beside simulated nodes in one
 * scenario. The image is the one that `motebench run` takes.
 */
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {Mosquitto, mosquittoMissing} from '../harness/broker/mosquitto.js';
import {keptUp, verdictOf} from '../harness/report/summary.js';
import {loadScenario} from '../harness/scenario/load.js';
import {Op, Status} from '../harness/serial/codes.js';
import {Qemu, qemuMissing} from '../harness/serial/qemu.js';
import {SerialLine} from '../harness/serial/serial-line.js';
import {SocketBinding} from '../harness/serial/socket-binding.js';
import {simulate} from '../harness/simulate.js';
import {boardWithFirmware} from '../harness/target/board-facts.js';
import {buildImage, compilerMissing, type Image} from './board-image.js';
import {ROOT} from './compile.js';
import {moduleAsC} from './wasm-to-c.js';

const missing = (await compilerMissing()) ?? qemuMissing() ?? mosquittoMissing();
const emulated = missing === undefined ? test.serial : test.serial.skip;
const READY_MS = 30_000;

let image: Image;

test.before(async () => {
	if (missing === undefined) {
		image = await buildImage(
			boardWithFirmware('microbit'),
			await moduleAsC('firmware/node.ts', 'node'),
		);
	}
});

emulated('20 emulated boards and 100 simulated nodes reach one mosquitto', async t => {
	const mosquitto = await Mosquitto.start();
	t.teardown(() => mosquitto.stop());
	const {summary: summaryOf} = await simulate(loadScenario('mixed'), {brokerUrl: mosquitto.url});
	const summary = summaryOf({});
	t.is(summary.nodes, 120);
	t.is(summary.firmware.traps, 0);
	t.is(summary.deliveryRatio, 1, JSON.stringify(summary.lost));
	t.is(verdictOf(summary), keptUp(summary) ? 'passed' : 'inconclusive');
	t.log(`behind the wall clock: ${JSON.stringify(summary.lag)}`);
});

/** An id takes one octet up to 127 and two above, so that what follows lies elsewhere. */
for (const id of [1, 2, 127, 128, 250]) {
	emulated(`a microbit takes keys from a request numbered ${id}, once`, async t => {
		const line = await microbit(t, id);
		const keys = [Buffer.alloc(8, 2), Buffer.alloc(16, 3), Buffer.alloc(16, 4), 1];
		t.like(await line.ask(Op.PROVISION, keys, true), {kind: 'answered', status: Status.OK});
		t.like(await line.ask(Op.PROVISION, keys, true), {kind: 'answered', status: Status.REFUSED});
	});
}

test('without QEMU a scenario with boards is one clear line and exit 3', async t => {
	const out = mkdtempSync(path.join(tmpdir(), 'mixed-'));
	t.teardown(() => rmSync(out, {recursive: true}));
	const {code, stderr} = await motebench(['run', 'mixed', '--out', out], {PATH: '/nowhere'});
	t.is(code, 3);
	const why =
		missing === undefined ? /qemu-system-arm is not installed; apt-get install/ : /microbit|qemu/;
	t.regex(stderr, why);
	t.notRegex(stderr, /\n\s+at /);
});

/** A board that is on, and whose next request has this id. */
async function microbit(t: ExecutionContext, id: number): Promise<SerialLine> {
	const qemu = await Qemu.start({machine: 'microbit', elf: image.elf});
	await qemu.run();
	const line = new SerialLine({
		binding: SocketBinding,
		path: qemu.line,
		baudRate: 115_200,
		entropy: () => id,
	});
	t.teardown(async () => {
		await line.close();
		await qemu.stop();
	});
	await line.ready(READY_MS);
	return line;
}

function motebench(args: readonly string[], env: NodeJS.ProcessEnv) {
	const main = fileURLToPath(new URL('build/harness/main.js', ROOT));
	return new Promise<{code: number; stderr: string}>(resolve => {
		execFile(process.execPath, [main, ...args], {env}, (error, _out, stderr) =>
			resolve({code: Number(error?.code ?? 0), stderr}),
		);
	});
}
