/*
 * An image in QEMU for as long as it takes to say who it is:
 *
 *   image  ->  qemu-system-arm -kernel  -- unix socket --  HELLO
 *
 * The processor runs once somebody is at the other end, so nothing that is said is lost.
 */
import type {Board} from '../../boards/schema.js';
import {UsageError} from '../errors.js';
import type {Device} from '../serial/device.js';
import {BAUD_RATE} from '../serial/port-name.js';
import {QEMU, Qemu, qemuNotInstalled} from '../serial/qemu.js';
import {SerialLine} from '../serial/serial-line.js';
import {SocketBinding} from '../serial/socket-binding.js';
import {awaitBoard} from './await-board.js';
import type {Image} from './image.js';
import {programPath} from './programs.js';

/** The machine of `board`; a UsageError for a board that is not emulated. */
export function machineOf({id, emulator}: Board): string {
	if (emulator !== undefined) return emulator.machine;
	throw new UsageError(`nothing emulates ${id}; board:${id} is a real one`);
}

/** Where QEMU is; an EnvironmentError where it is not. */
export function emulatorPath(searchPath?: string): string {
	const found = programPath(QEMU, searchPath);
	if (found !== undefined) return found;
	throw qemuNotInstalled();
}

/** Starts `image` in an emulator, and returns what it says of itself. */
export async function emulatedHello(
	board: Board,
	image: Image,
	deadlineMs: number,
): Promise<Device> {
	const qemu = await Qemu.start({machine: machineOf(board), elf: image.path});
	const line = new SerialLine({binding: SocketBinding, path: qemu.line, baudRate: BAUD_RATE});
	try {
		await line.opened(deadlineMs);
		const expected = {path: `qemu:${board.id}`, boardId: board.id, buildId: image.buildId};
		const told = Promise.all([awaitBoard(line, expected, deadlineMs), qemu.run()]);
		const [device] = await Promise.race([told, qemu.failed]);
		return device;
	} finally {
		await line.close();
		await qemu.stop();
	}
}
