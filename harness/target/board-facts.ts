/* The boards that come with the package, by the name of their folder. */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parse} from 'yaml';
import {type Board, boardSchema} from '../../boards/schema.js';
import {UsageError} from '../errors.js';

/** The folder of the boards. */
export const BOARDS = fileURLToPath(new URL('../../../boards', import.meta.url));

/** All boards that an image can be built for, by name. */
export function boardsWithFirmware(): Board[] {
	const folders = readdirSync(BOARDS).filter(id => existsSync(fileOf(id)));
	return folders
		.sort()
		.map(read)
		.filter(({firmware}) => firmware !== undefined);
}

/** The board called `id`; a UsageError for one that there is not, or that has no firmware. */
export function boardWithFirmware(id: string): Board {
	const boards = boardsWithFirmware();
	const board = boards.find(one => one.id === id);
	if (board !== undefined) return board;
	throw new UsageError(`no board ${id} has firmware: ${boards.map(one => one.id).join(', ')} have`);
}

function read(id: string): Board {
	return boardSchema.parse(parse(readFileSync(fileOf(id), 'utf8')));
}

function fileOf(id: string): string {
	return path.join(BOARDS, id, 'board.yaml');
}

/** Where flash ends for an image: the pages of what is kept lie behind it. */
export function imageBytesMax({mcu, firmware}: Board): number {
	const {kind, pageBytes} = firmware!.storage;
	return mcu.flashBytes - (kind === 'flash' ? 2 * pageBytes : 0);
}
