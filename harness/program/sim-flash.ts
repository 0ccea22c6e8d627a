/*
 * keys provision --sim-flash FILE: the flash of a simulated node, as a file of its octets, is given
 * its keys by the node's own firmware.
 *
 *   no FILE           a blank flash     -> keys
 *   keys in FILE      refused by the firmware; FILE stays as it is
 *
 *   FILE   0           1024        2048       mode 0600
 *          | page 0    | page 1    |
 *
 * A new version takes the place of the old one at once or not at all. Knows nothing of what the
 * octets mean.
 */
import {existsSync, readFileSync} from 'node:fs';
import {DriftingClock} from '../../sim/node/drift.js';
import {FLASH_PAGE_SIZE, FLASH_PAGES, Flash} from '../../sim/node/flash.js';
import {WasmNode} from '../../sim/node/wasm-node.js';
import {UsageError} from '../errors.js';
import {replacePrivateOctets} from '../keys/private-file.js';
import type {ProvisionTarget} from '../keys/provision.js';
import {NodeTarget} from '../scenario/node-target.js';
import {firmware} from '../simulate.js';
import type {ProvisionWay} from './keys-files.js';

const FLASH_SIZE = FLASH_PAGES * FLASH_PAGE_SIZE;

export const simFlashWay: ProvisionWay = {
	flags: '--sim-flash <file>',
	description:
		"the flash of a simulated node; what its firmware writes there is the file's content",
	name: 'simFlash',
	open: file => Promise.resolve(simFlash(file)),
};

/** The node whose flash is `file`. A UsageError for a file that is no flash or cannot be read. */
export function simFlash(file: string): ProvisionTarget {
	const flash = new Flash(existsSync(file) ? imageIn(file) : undefined);
	const target = new NodeTarget(unpowered(flash));
	return {
		provision: async identity => {
			const outcome = await target.provision(identity);
			if (outcome === 'done') replacePrivateOctets(file, flash.image());
			return outcome;
		},
	};
}

/** A node that is never switched on: its firmware runs for the time of one call. */
function unpowered(flash: Flash): WasmNode {
	const nothing = () => undefined;
	const host = {
		nowUs: () => 0,
		...{send: nothing, report: nothing, wakeAt: nothing, trapped: nothing},
		...{entropy: () => 0, sense: () => 0},
		flash,
	};
	return new WasmNode(firmware().module, new DriftingClock(0, 0), {}, host);
}

function imageIn(file: string): Uint8Array {
	let octets: Buffer;
	try {
		octets = readFileSync(file);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new UsageError(`${file} cannot be read: ${error.code}`);
	}
	if (octets.length === FLASH_SIZE) return octets;
	throw new UsageError(`${file} is no flash: it has ${octets.length} octets, not ${FLASH_SIZE}`);
}
