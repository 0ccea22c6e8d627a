/*
 * An image onto a board, and the proof that it is there: by what the board says of itself, never
 * because a tool says so.
 *
 *   flash   the tool writes, with the probe by its number      EnvironmentError: its last words
 *   boot    the port of that number is there again             it may have another name by now
 *   hello   HELLO is answered, by this board, with this build
 *
 * The port is never open while the tool works. What opens a port, runs a tool and lists ports is
 * handed in.
 */
import {flashCommand} from '../../boards/flash-command.js';
import type {Board} from '../../boards/schema.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {type Located, locate, type Surroundings} from '../locate/locate.js';
import type {UsbPort} from '../locate/usb-port.js';
import type {Device} from '../serial/device.js';
import type {SerialLine} from '../serial/serial-line.js';
import {awaitBoard} from './await-board.js';
import type {Image} from './image.js';
import {Deadline} from './phases.js';
import type {RunTool} from './tool.js';

export interface FlashWorld {
	readonly around: Omit<Surroundings, 'ports'>;
	ports(): Promise<readonly UsbPort[]>;
	open(port: Located): Promise<SerialLine>;
	readonly run: RunTool;
	/** Resolves after `ms`. */
	sleep(ms: number): Promise<void>;
}

const LOOK_AGAIN_MS = 250;

/** A UsageError for a board that nothing is known to flash. */
export function mustBeFlashed({id, flash: facts}: Board): void {
	if (facts === undefined) throw new UsageError(`nothing is known to flash ${id}`);
}

/** The command that flashes `board`, probe and all. */
export function commandFor(board: Board, image: string, sn: string | undefined): string[] {
	mustBeFlashed(board);
	return flashCommand(board, sn === undefined ? {image} : {image, probe: sn})!;
}

/** Writes `image`, and resolves once the tool has. */
export async function flash(
	world: FlashWorld,
	located: Located,
	{image, signal}: {readonly image: Image; readonly signal: AbortSignal},
): Promise<void> {
	const {board, sn} = located;
	// Without USB facts nobody can count the probes that might be meant.
	if (sn === undefined && board.serial?.match.length === 0) {
		throw new UsageError(`which probe has ${board.id}? say it by --sn, or sn in bench.yaml`);
	}
	await world.run({argv: commandFor(board, image.path, sn), deadlineMs: Deadline.flash, signal});
}

/** Where the board is now; tools and boots make ports come and go. Throws what `signal` is aborted with. */
export async function locateAgain(
	world: FlashWorld,
	{board, sn, path}: Located,
	signal?: AbortSignal,
): Promise<Located> {
	const {around} = world;
	const named = around.bench.boards.some(entry => entry.board === board.id && entry.port === path);
	const wanted = {name: board.id, ...(sn !== undefined && {sn})};
	for (let leftMs = Deadline.boot; ; leftMs -= LOOK_AGAIN_MS) {
		try {
			const located = locate(wanted, {...around, ports: await world.ports()});
			return named ? {...located, path} : located;
		} catch (error) {
			if (!(error instanceof EnvironmentError) || leftMs <= 0) throw error;
		}
		await world.sleep(LOOK_AGAIN_MS);
		signal?.throwIfAborted();
	}
}

/** What the board says of itself; an EnvironmentError where it is another, or runs something else. */
export async function greet(
	world: FlashWorld,
	located: Located,
	buildId: string | undefined,
): Promise<Device> {
	const line = await world.open(located);
	try {
		return await awaitBoard(line, {path: located.path, boardId: located.board.id, buildId});
	} finally {
		await line.close();
	}
}
