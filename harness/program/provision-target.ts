/* The way of `keys provision` onto a node at a line: a board, an emulator with a file for its flash. */
import {UsageError} from '../errors.js';
import {openTarget} from '../target/target.js';
import type {ProvisionWay} from './keys-files.js';

/** Opens the node for the time of PROVISION alone. */
export const targetWay: ProvisionWay = {
	flags: '--target <name>',
	description: 'over its line: serial:PORT, board:NAME, or qemu:BOARD@FILE, FILE keeps the flash',
	name: 'target',
	open: async place => {
		if (forgets(place)) throw new UsageError(`${place} forgets its keys: name a qemu:BOARD@FILE`);
		const target = await openTarget(place);
		return {
			provision: async identity => {
				try {
					return await target.provision(identity);
				} finally {
					await target.close();
				}
			},
		};
	},
};

function forgets(place: string): boolean {
	return place === 'sim' || (place.startsWith('qemu:') && !place.includes('@'));
}
