/*
 * The offline authority: what brings a fleet back when its key server is lost or in other hands.
 *
 *   ORM --recv, EUI, batch--> RC_0 --evol--> RC_1 ...     one a device and recovery epoch
 *
 * It enrols a device when that is provisioned, and exports RC_e when a recovery is due. Who has
 * RC_e has all later ones, so an export never goes back. Knows no key server; its file is kept
 * away from any.
 */
import {z} from 'zod';
import {UsageError} from '../errors.js';
import {nextRecoveryKey, recoveredGeneration, recoveryKey} from '../security/keys.js';
import {eui64, euiOctets} from './eui.js';
import type {RecoveryKey} from './order.js';
import {EPOCH_MAX, secret, u32} from './row.js';

/** What the file is. */
export const AUTHORITY = 'motebench authority';
/** What an export is. */
export const RECOVERY_KEYS = 'motebench recovery keys';

export const authority = z.strictObject({
	orm: secret,
	devices: z.array(
		z.strictObject({
			eui: eui64,
			batch: u32,
			/** The highest epoch whose key has left. */
			exported: z.int().min(0).max(EPOCH_MAX).optional(),
		}),
	),
});

export type Authority = Readonly<z.infer<typeof authority>>;

/** A device with RC_0, as it is provisioned; known from then on. */
export function enrolled(
	from: Authority,
	{eui, batch}: {readonly eui: string; readonly batch: number},
): {readonly authority: Authority; readonly recoveryKey: Buffer} {
	const known = from.devices.find(device => device.eui === eui);
	const others = from.devices.filter(device => device.eui !== eui);
	const devices = [...others, {...known, eui, batch}];
	return {authority: {...from, devices}, recoveryKey: keyAt(from, {eui, batch, epoch: 0})};
}

/**
 * RC_e of devices, and the authority that knows of the export: to be stored before the keys go
 * anywhere. Without `epoch` the first. A UsageError for a device that it does not know, and for an
 * epoch below one that was exported.
 */
export function exported(
	from: Authority,
	euis: readonly string[],
	epoch?: number,
): {readonly authority: Authority; readonly keys: readonly RecoveryKey[]} {
	const chosen = new Map(euis.map(eui => [eui, deviceOf(from, eui)]));
	const keys = [...chosen.values()].map(({eui, batch, exported: last}) => {
		if (last !== undefined && (epoch === undefined || epoch < last)) {
			const least = `recovery epoch ${last} of ${eui} was exported: name that one or a later`;
			throw new UsageError(least);
		}
		const wanted = {eui, batch, epoch: epoch ?? 0};
		return {...wanted, key: keyAt(from, wanted)};
	});
	const devices = from.devices.map(device =>
		chosen.has(device.eui) ? {...device, exported: epoch ?? 0} : device,
	);
	return {authority: {...from, devices}, keys};
}

function deviceOf({devices}: Authority, eui: string): Authority['devices'][number] {
	const found = devices.find(device => device.eui === eui);
	if (found === undefined) throw new UsageError(`the authority has never enrolled ${eui}`);
	return found;
}

function keyAt({orm}: Authority, {eui, batch, epoch}: Omit<RecoveryKey, 'key'>): Buffer {
	const octets = Buffer.alloc(4);
	octets.writeUInt32BE(batch);
	let key = recoveryKey(orm, euiOctets(eui), octets);
	for (let passed = 0; passed < epoch; passed += 1) {
		const generation = recoveredGeneration(passed);
		key = nextRecoveryKey(key, {eui: euiOctets(eui), generation});
	}
	return Buffer.from(key);
}
