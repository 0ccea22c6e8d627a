/*
 * A target in QEMU: the image of a board, as it would be flashed, its line a unix socket.
 *
 *   build/images/BOARD/node.elf  ->  QEMU  -- socket --  SerialBoard
 *
 * The image must be of the firmware that lies in build/: another one would be judged by the
 * name of this one. Boards whose flash QEMU has keep it when their power is cut, and in a file.
 */
import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Board} from '../../boards/schema.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {type FlashArea, Qemu} from '../serial/qemu.js';
import {SerialBoard} from '../transport/serial.js';
import {boardWithFirmware, imageBytesMax} from './board-facts.js';
import {keepIn, keptIn} from './flash-file.js';
import {provisionBoard} from './identity.js';
import type {Target, TargetOptions} from './target.js';

const BUILD = new URL('../../', import.meta.url);
const BUILD_ID_DIGITS = 16;

/** `place` is BOARD, or BOARD@FILE with a file that keeps its flash. */
export async function openEmulated(place: string, options: TargetOptions): Promise<Target> {
	const [, id = place, file] = /^(.*?)@(.+)$/s.exec(place) ?? [];
	const board = boardWithFirmware(id);
	const machine = board.emulator?.machine;
	if (machine === undefined) throw new UsageError(`QEMU has no ${id}`);
	const {image: elf = builtImage(id), deadlineMs, qemuArgs: args = []} = options;
	const flash = flashOf(board, file);
	const qemu = await Qemu.start({machine, elf, args, ...(flash && {flash})});
	const {port} = qemu;
	let joined: SerialBoard | undefined;
	try {
		await qemu.run();
		joined = await SerialBoard.open({port, ...(deadlineMs !== undefined && {deadlineMs})});
		checkBuild(id, joined);
		return new Emulated(`qemu:${place}`, {board: joined, qemu, file});
	} catch (error) {
		await joined?.close();
		await qemu.stop();
		throw error;
	}
}

interface EmulatedParts {
	readonly board: SerialBoard;
	readonly qemu: Qemu;
	readonly file: string | undefined;
}

class Emulated implements Target {
	readonly #parts: EmulatedParts;

	constructor(
		readonly name: string,
		parts: EmulatedParts,
	) {
		this.#parts = parts;
	}

	get board(): SerialBoard {
		return this.#parts.board;
	}

	readonly power = {
		cut: async () => {
			await this.#parts.qemu.cut();
			await this.board.gone();
		},
		restore: async () => {
			await this.#parts.qemu.start();
			await this.#parts.qemu.run();
			await this.board.ready();
		},
	};

	provision: Target['provision'] = identity => provisionBoard(this.board, identity);

	async close(): Promise<void> {
		const {board, qemu, file} = this.#parts;
		await board.close();
		try {
			if (file !== undefined && qemu.isOn) keepIn(file, await qemu.cut());
		} finally {
			await qemu.stop();
		}
	}
}

/** An EnvironmentError where the image was made of another firmware than that in build/. */
function checkBuild(id: string, {device}: SerialBoard): void {
	const wasm = readFileSync(new URL('node.wasm', BUILD));
	const ours = createHash('sha256').update(wasm).digest('hex').slice(0, BUILD_ID_DIGITS);
	if (device?.buildId === ours) return;
	throw new EnvironmentError(`qemu:${id} runs build ${device?.buildId}, and node.wasm is ${ours}`, {
		hint: 'build the image again',
	});
}

function builtImage(id: string): string {
	const elf = fileURLToPath(new URL(`images/${id}/node.elf`, BUILD));
	if (existsSync(elf)) return elf;
	throw new EnvironmentError(`there is no image for ${id}`, {
		hint: `node build/scripts/build-firmware.js --board ${id}`,
	});
}

/** Where a board that QEMU gives flash keeps what it keeps; a UsageError for a file without one. */
function flashOf(board: Board, file: string | undefined): FlashArea | undefined {
	const {mcu, firmware, id} = board;
	const {kind, pageBytes} = firmware!.storage;
	if (kind !== 'flash') {
		if (file === undefined) return undefined;
		throw new UsageError(`what ${id} keeps is gone with the power: it has no use for a file`);
	}
	const octets = file === undefined ? undefined : keptIn(file, 2 * pageBytes);
	const at = mcu.flashAt! + imageBytesMax(board);
	return {at, size: 2 * pageBytes, ...(octets && {octets})};
}
