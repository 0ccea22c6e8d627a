/*
 * A copy of all rows and secrets, and how a key server begins again from one (K4).
 *
 * Devices have gone on since the copy was made: for some hours they may be far ahead of their
 * rows. The group begins a new epoch, well beyond any that was told since.
 */
import {z} from 'zod';
import {UsageError} from '../errors.js';
import {type Fleet, fleet} from './fleet.js';
import type {Entries} from './order.js';

/** What the file is. */
export const BACKUP = 'motebench backup of keys';

export const entries = z.array(z.tuple([z.string(), z.unknown()]));

const HOUR_MS = 3_600_000;
/** More rotations than there are between two backups. */
const EPOCHS_SKIPPED = 256;

export interface Restore {
	readonly nowMs: number;
	/** For how long devices may be up to 1,024 generations ahead. */
	readonly gapHours: number;
	/** Sixteen octets of luck, for the next group key. */
	readonly groupKey: Buffer;
}

/** The entries that a restored key server begins with. A UsageError if they are none. */
export function restored(copy: Entries, {nowMs, gapHours, groupKey}: Restore): Entries {
	const {data} = fleet.safeParse(new Map(copy).get('fleet'));
	if (data === undefined) throw new UsageError('the backup holds no fleet');
	const epoch = (data.group.epoch + EPOCHS_SKIPPED) & 0xffff;
	const group = {epoch, key: groupKey, switchAtMs: nowMs};
	// A window that was open then is nobody's wish now.
	const {join: _shut, ...kept} = data;
	const next: Fleet = {...kept, group, gapUntilMs: nowMs + gapHours * HOUR_MS};
	return copy.map(([key, value]) => [key, key === 'fleet' ? next : value]);
}
