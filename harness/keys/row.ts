/*
 * What the key server keeps of one device.
 *
 *   new       registered; holds its factory key, has never proved a session
 *   active    has proved a generation
 *   suspect   active, and somebody else has used a key that it has left behind: clone or rollback
 *   revoked   expelled: never answered again
 *
 *   new --proof--> active --old key, new counter--> suspect --recovery proved--> active
 *   any --operator--> revoked
 *
 * Knows no store and no protocol.
 */
import {z} from 'zod';
import {eui64} from './eui.js';

export const U32_MAX = 0xffff_ffff;
const KEY_SIZE = 16;
/** A further recovery has no generation left. */
export const EPOCH_MAX = 0xfe;

export const u32 = z.int().min(0).max(U32_MAX);
export const secret = z
	.custom<Uint8Array>(value => value instanceof Uint8Array && value.length === KEY_SIZE)
	.transform((octets): Buffer => Buffer.from(octets));

/** A row as it is stored. */
export const row = z.strictObject({
	eui: eui64,
	state: z.enum(['new', 'active', 'suspect', 'revoked']),
	/** What the factory key and the first recovery key were derived with. */
	batch: u32,
	/** The generation j: recovery epoch in the high octet, index in the low three. */
	generation: u32,
	/**
	 * RK_j. Missing where the master key of the batch gives it, and where it is lost and recovery
	 * is awaited.
	 */
	root: secret.optional(),
	/** Which salt secret makes s_j. */
	saltVersion: z.int().min(1),
	/** The highest counter of a HELLO when this generation was proved. */
	lastCounter: u32,
	/** What tells a clone from a replay: AK of the generation before, and its highest counter. */
	tombstone: z.strictObject({generation: u32, authKey: secret, lastCounter: u32}).optional(),
	/** RC_e, from the offline authority, and which salt secret goes with it: mode 2 is answered. */
	recovery: z
		.strictObject({epoch: z.int().min(0).max(EPOCH_MAX), key: secret, saltVersion: z.int().min(1)})
		.optional(),
	/** The gateway that the device has proved itself with. */
	home: eui64.optional(),
	/** It has begun anew, and these gateways have not been told to drop what it was before. */
	stale: z.array(eui64).optional(),
	/** The operator's wish that it re-keys, until it has. */
	rekey: z
		.strictObject({reason: z.literal([1, 2, 3]), deadlineS: z.int().min(0).max(0xffff)})
		.optional(),
});

export type Row = Readonly<z.infer<typeof row>>;
export type RowState = Row['state'];

/** A device of which nothing is known but its name; its factory key, unless a master gives it. */
export function newRow(
	{eui, batch, saltVersion}: Pick<Row, 'eui' | 'batch' | 'saltVersion'>,
	root?: Buffer,
): Row {
	const fresh = {state: 'new', generation: 0, lastCounter: 0} as const;
	return {eui, batch, saltVersion, ...fresh, ...(root !== undefined && {root})};
}
