/* The boards that an image can be built for, and what bounds it. */
import type {Board} from '../../boards/schema.js';
import {UsageError} from '../errors.js';
import {boardsIn} from '../locate/catalogue.js';

/** All boards that an image can be built for, by name. */
export function boardsWithFirmware(): Board[] {
	return boardsIn().filter(({firmware}) => firmware !== undefined);
}

/** The board called `id`; a UsageError for one that there is not, or that has no firmware. */
export function boardWithFirmware(id: string): Board {
	const boards = boardsWithFirmware();
	const board = boards.find(one => one.id === id);
	if (board !== undefined) return board;
	throw new UsageError(`no board ${id} has firmware: ${boards.map(one => one.id).join(', ')} have`);
}

/** Where flash ends for an image: the pages of what is kept lie behind it. */
export function imageBytesMax({mcu, firmware}: Board): number {
	const {kind, pageBytes} = firmware!.storage;
	return mcu.flashBytes - (kind === 'flash' ? 2 * pageBytes : 0);
}
