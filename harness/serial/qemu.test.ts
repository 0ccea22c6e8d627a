import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import ava, {type ExecutionContext} from 'ava';
import {EnvironmentError} from '../errors.js';
import {Qemu, type QemuOptions, qemuMissing} from './qemu.js';

const missing = qemuMissing();
const test = missing === undefined ? ava : ava.skip;

test('a board that QEMU does not have is told in the words of QEMU', async t => {
	await t.throwsAsync(Qemu.start({...board(t), machine: 'abacus'}), {
		instanceOf: EnvironmentError,
		message: /^qemu-system-arm has ended: .*unsupported machine type/,
	});
});

test('who holds a board is told that its process has ended, and it is off for good', async t => {
	const {options, pid} = counted(t);
	const qemu = await started(t, options);
	process.kill(pid(), 'SIGKILL');
	const ended = {instanceOf: EnvironmentError, message: /^qemu-system-arm has ended: /};
	await t.throwsAsync(qemu.failed, ended);
	t.false(qemu.isOn);
	await t.throwsAsync(qemu.run(), ended);
	await t.throwsAsync(qemu.start(), ended);
});

test('a plug that is pulled is no failure, not even of the process that follows', async t => {
	const {options, pid} = counted(t);
	const qemu = await started(t, options);
	const first = pid();
	await qemu.cut();
	await t.throwsAsync(qemu.run(), {instanceOf: RangeError, message: 'the board is off'});
	await qemu.start();
	t.not(pid(), first);
	await t.throwsAsync(qemu.start(), {instanceOf: RangeError, message: 'the board is on'});
	await qemu.stop();
	t.is(await Promise.race([qemu.failed, Promise.resolve('well')]), 'well');
});

/** A board whose image is never run. */
function board(t: ExecutionContext): QemuOptions {
	const folder = mkdtempSync(path.join(tmpdir(), 'qemu-test-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const elf = path.join(folder, 'image');
	writeFileSync(elf, new Uint8Array(64));
	return {machine: 'microbit', elf};
}

/** The same, and the number of its process. */
function counted(t: ExecutionContext) {
	const image = board(t);
	const file = `${image.elf}.pid`;
	const options = {...image, args: ['-pidfile', file]};
	return {options, pid: () => Number(readFileSync(file, 'utf8'))};
}

async function started(t: ExecutionContext, options: QemuOptions): Promise<Qemu> {
	const qemu = await Qemu.start(options);
	t.teardown(() => qemu.stop());
	return qemu;
}
