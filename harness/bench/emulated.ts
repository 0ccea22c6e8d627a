/*
 * An image in QEMU for as long as it takes to say who it is:
 *
 *   image  ->  qemu-system-arm -kernel  -- unix socket --  HELLO
 *
 * QEMU holds the processor until somebody is at the other end, so nothing that is said is lost.
 */
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import type {Board} from '../../boards/schema.js';
import {EnvironmentError, UsageError} from '../errors.js';
import type {Device} from '../serial/device.js';
import {BAUD_RATE} from '../serial/port-name.js';
import {SerialLine} from '../serial/serial-line.js';
import {SocketBinding} from '../serial/socket-binding.js';
import {awaitBoard} from './await-board.js';
import type {Image} from './image.js';
import {programPath} from './programs.js';
import {killGroup} from './tool.js';

const QEMU = 'qemu-system-arm';

/** The machine of `board`; a UsageError for a board that is not emulated. */
export function machineOf({id, emulator}: Board): string {
	if (emulator !== undefined) return emulator.machine;
	throw new UsageError(`nothing emulates ${id}; board:${id} is a real one`);
}

/** Where QEMU is; an EnvironmentError where it is not. */
export function emulatorPath(searchPath?: string): string {
	const found = programPath(QEMU, searchPath);
	if (found !== undefined) return found;
	throw new EnvironmentError(`${QEMU} is not installed`, {hint: `apt-get install ${QEMU}`});
}

/** Starts `image` in an emulator, and returns what it says of itself. */
export async function emulatedHello(
	board: Board,
	image: Image,
	deadlineMs: number,
): Promise<Device> {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	const socket = path.join(folder, 'line');
	const args = [
		...['-M', machineOf(board), '-kernel', image.path, '-display', 'none', '-monitor', 'none'],
		...['-serial', `unix:${socket},server=on,wait=on`],
	];
	const child = spawn(emulatorPath(), args, {detached: true, stdio: 'ignore'});
	const ended = new Promise<never>((_, reject) => {
		child.once('error', cause => reject(new EnvironmentError(`${QEMU} cannot start`, {cause})));
		child.once('exit', code => reject(new EnvironmentError(`${QEMU} ended (exit ${code})`)));
	});
	const line = new SerialLine({binding: SocketBinding, path: socket, baudRate: BAUD_RATE});
	try {
		const expected = {path: `qemu:${board.id}`, boardId: board.id, buildId: image.buildId};
		return await Promise.race([awaitBoard(line, expected, deadlineMs), ended]);
	} finally {
		await line.close();
		killGroup(child);
		rmSync(folder, {recursive: true, force: true});
	}
}
