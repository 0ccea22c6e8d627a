/*
 * The image that is to go onto a board, held against the board before anything is written.
 *
 *   build/images/<board>/node.elf      unless another is named; .elf, or .hex
 *
 * An .elf says where it will lie and which build it is; a .hex is believed.
 */
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {z} from 'zod';
import type {Board} from '../../boards/schema.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {elfImage} from './elf.js';

export interface Image {
	readonly path: string;
	/** What HELLO will report, in hexadecimal; undefined where the file does not say. */
	readonly buildId: string | undefined;
}

/** From build/harness/bench to build. */
const BUILD = fileURLToPath(new URL('../..', import.meta.url));
const BUILD_ID_DIGITS = 16;

/** The image of `board` that was built here; an EnvironmentError where it is not, or is of old. */
export function builtImage(board: Board, folder = BUILD): Image {
	const hint = `node build/scripts/build-firmware.js --board ${board.id}`;
	const file = path.join(folder, 'images', board.id, 'node.elf');
	if (!existsSync(file)) throw new EnvironmentError(`no image of ${board.id} is built`, {hint});
	const image = imageFor(board, file);
	const current = currentBuild(path.join(folder, 'node.json'));
	if (image.buildId === current) return image;
	const what = `the image of ${board.id} is build ${image.buildId}, the firmware is ${current}`;
	throw new EnvironmentError(what, {hint});
}

/** The build id of the module that was built last; undefined where there is none. */
function currentBuild(file: string): string | undefined {
	if (!existsSync(file)) return undefined;
	const {sha256} = z.object({sha256: z.string()}).parse(JSON.parse(readFileSync(file, 'utf8')));
	return sha256.slice(0, BUILD_ID_DIGITS);
}

/** Reads the image at `file`; a UsageError where it cannot be one for `board`. */
export function imageFor(board: Board, file: string): Image {
	if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`);
	if (file.endsWith('.hex')) return {path: file, buildId: undefined};
	if (!file.endsWith('.elf')) throw new UsageError(`${file} is neither .elf nor .hex`);
	const octets = readFileSync(file);
	const image = elfImage(octets);
	if (image === undefined) throw new UsageError(`${file} is no image for an Arm processor`);
	mustFit(board, file, image.ranges);
	// What it answers to HELLO stands in it, and where it was compiled.
	if (image.buildId !== undefined && !octets.includes(`${board.id}\0`)) {
		throw new UsageError(`${file} is not for ${board.id}, but for another board`);
	}
	return {path: file, buildId: image.buildId};
}

type Ranges = readonly {readonly from: number; readonly to: number}[];

function mustFit({id, mcu}: Board, file: string, ranges: Ranges): void {
	if (mcu.flashAt === undefined) return;
	const flashEnd = mcu.flashAt + mcu.flashBytes;
	const outside = ranges.find(({from, to}) => from < mcu.flashAt! || to > flashEnd);
	if (ranges.length > 0 && outside === undefined) return;
	const where = outside === undefined ? 'nothing at all' : `0x${outside.from.toString(16)}`;
	throw new UsageError(`${file} is not for ${id}: it writes to ${where}, outside of its flash`);
}
