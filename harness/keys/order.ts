/*
 * What an operator may ask of the key server, as data: it is the same from inside the process and
 * over the control socket. An answer is a value, or a mistake in one line.
 */
import {z} from 'zod';
import {eui64} from './eui.js';
import {EPOCH_MAX, type RowState, secret, u32} from './row.js';

/** A year: a window that is open longer was forgotten. */
export const JOIN_MINUTES_MAX = 525_600;

/** RC_e of a device, as the offline authority exports it. */
export const recoveryKeyOf = z.strictObject({
	eui: eui64,
	batch: u32,
	epoch: z.int().min(0).max(EPOCH_MAX),
	key: secret,
});
export type RecoveryKey = z.infer<typeof recoveryKeyOf>;

export const order = z.discriminatedUnion('ask', [
	z.strictObject({ask: z.literal('list')}),
	z.strictObject({ask: z.literal('status')}),
	z.strictObject({ask: z.literal('backup')}),
	z.strictObject({
		ask: z.literal('register'),
		eui: eui64,
		batch: u32,
		/** A factory key of its own, and none that a master key gives. */
		individual: z.boolean(),
		/** A device of that name is known: it has been wiped, and begins anew. */
		replace: z.boolean(),
	}),
	z.strictObject({ask: z.literal('unregister'), eui: eui64}),
	z.strictObject({
		ask: z.literal('join'),
		/** 0 shuts the window. */
		minutes: z.number().min(0).max(JOIN_MINUTES_MAX),
		euis: z.array(eui64).optional(),
	}),
	z.strictObject({ask: z.literal('revoke'), euis: z.array(eui64).min(1)}),
	z.strictObject({ask: z.literal('rotate-salt')}),
	z.strictObject({ask: z.literal('rotate-group'), switchS: z.int().min(0).max(86_400)}),
	z.strictObject({
		ask: z.literal('rekey'),
		euis: z.array(eui64).optional(),
		deadlineS: z.int().min(0).max(0xffff),
	}),
	z.strictObject({ask: z.literal('add-batch'), batch: u32}),
	z.strictObject({
		ask: z.literal('add-gateway'),
		gwid: eui64,
		gwId: z.int().min(1).max(0xff),
	}),
	z.strictObject({ask: z.literal('remove-gateway'), gwid: eui64}),
	z.strictObject({ask: z.literal('import'), keys: z.array(recoveryKeyOf).min(1)}),
]);
export type Order = z.infer<typeof order>;

/** A device as it may be shown. */
export interface Listed {
	readonly eui: string;
	readonly state: RowState;
	readonly generation: number;
	readonly batch: number;
	/** Whether its key was lost with a key server, and recovery is awaited. */
	readonly awaitsRecovery: boolean;
	readonly gateway?: string;
}

export interface Status {
	readonly devices: Readonly<Record<RowState, number>>;
	readonly gateways: ReadonlyArray<{readonly gwid: string; readonly gwId: number}>;
	readonly attached: number;
	readonly groupEpoch: number;
	readonly saltVersion: number;
	readonly batches: readonly number[];
	readonly joinUntilMs?: number;
	readonly gapUntilMs?: number;
	readonly counters: Readonly<Record<string, number>>;
}

/** What a backup holds: the entries of a row store. */
export type Entries = ReadonlyArray<readonly [key: string, value: unknown]>;

export const answer = z.union([
	z.strictObject({value: z.unknown()}),
	z.strictObject({mistake: z.string()}),
]);
export type Answer = {readonly value: unknown} | {readonly mistake: string};
