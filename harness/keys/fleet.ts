/*
 * What the key server keeps of the fleet as a whole: its secrets, its gateways, and what its
 * operator has opened for a time.
 *
 *   masters   MFK of each batch: factory keys that are derived
 *   salts     SEV, the newest last; an old one stays while a row's generation was salted with it
 *   group     GK of the epoch, and when broadcasts go under it at the latest
 *   join      new devices are answered until then, all or those that are named
 *   gap       after a restore: devices may be far ahead until then (2.6, 3)
 *
 * Knows no device but by name, and no store.
 */
import {z} from 'zod';
import {eui64} from './eui.js';
import {secret, u32} from './row.js';

export const fleet = z.strictObject({
	/** Of this layout. */
	version: z.literal(1),
	masters: z.array(z.strictObject({batch: u32, key: secret})),
	salts: z.array(z.strictObject({version: z.int().min(1), key: secret})).min(1),
	gateways: z.array(z.strictObject({gwid: eui64, gwId: z.int().min(0).max(0xff)})),
	group: z.strictObject({epoch: z.int().min(0).max(0xffff), key: secret, switchAtMs: z.int()}),
	join: z.strictObject({untilMs: z.int(), euis: z.array(eui64).optional()}).optional(),
	gapUntilMs: z.int().optional(),
});

export type Fleet = Readonly<z.infer<typeof fleet>>;
export type Gateway = Fleet['gateways'][number];

/** What a fleet begins with. */
export interface Beginning {
	readonly gateways: readonly Gateway[];
	/** Batches that have a master key. */
	readonly batches: readonly number[];
	/** Sixteen octets of luck. */
	readonly draw: () => Buffer;
}

const GAP = 1;
const GAP_AFTER_RESTORE = 1024;

/** A fleet with secrets of its own and no device. */
export function newFleet({gateways, batches, draw}: Beginning): Fleet {
	return {
		version: 1,
		masters: batches.map(batch => ({batch, key: draw()})),
		salts: [{version: 1, key: draw()}],
		gateways: [...gateways],
		group: {epoch: 1, key: draw(), switchAtMs: 0},
	};
}

/** The salt secret that new generations are made with. */
export function currentSalt({salts}: Fleet): Fleet['salts'][number] {
	return salts.at(-1)!;
}

/** By how many generations a device may be ahead of its row now. Security protocol, 2.6. */
export function gapAt({gapUntilMs}: Fleet, nowMs: number): number {
	return gapUntilMs !== undefined && nowMs < gapUntilMs ? GAP_AFTER_RESTORE : GAP;
}

/** Whether a device that has never proved a session is answered now. */
export function mayJoin({join}: Fleet, eui: string, nowMs: number): boolean {
	if (join === undefined || nowMs >= join.untilMs) return false;
	return join.euis === undefined || join.euis.includes(eui);
}

/** The fleet with a group key of the next epoch, which gateways switch to at `switchAtMs`. */
export function withGroupKey(old: Fleet, key: Buffer, switchAtMs: number): Fleet {
	const epoch = (old.group.epoch + 1) & 0xffff;
	return {...old, group: {epoch, key, switchAtMs}};
}

/** The salt secret of that version. A RangeError if it is not kept any more. */
export function saltSecret({salts}: Fleet, version: number): Buffer {
	const found = salts.find(salt => salt.version === version);
	if (found === undefined) throw new RangeError('a salt secret that is in use is gone');
	return found.key;
}
