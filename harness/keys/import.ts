/*
 * Recovery keys that the offline authority has exported come to a key server (2.12): a new one
 * that has no rows, or one whose row is lost or in doubt. From then on it answers mode 2.
 */
import {currentSalt} from './fleet.js';
import type {RecoveryKey} from './order.js';
import type {Change, Registry} from './registry.js';
import {newRow, type Row} from './row.js';

type Imported =
	| {readonly mistake: string}
	| {readonly value: {readonly imported: number}; readonly change: Change};

/** All of `keys` or none. */
export function imported(registry: Registry, keys: readonly RecoveryKey[]): Imported {
	const rows = new Map<string, Row>();
	for (const key of keys) {
		const row = registry.get(key.eui);
		const mistake = mistakeIn(row, key);
		if (mistake !== undefined) return {mistake};
		const {version} = currentSalt(registry.fleet);
		rows.set(key.eui, withRecovery(row, key, version));
	}
	return {value: {imported: rows.size}, change: {rows}};
}

function mistakeIn(row: Row | undefined, {eui, epoch}: RecoveryKey): string | undefined {
	if (row?.state === 'revoked') return `${eui} is revoked, and a recovery would bring it back`;
	const least = row?.recovery?.epoch ?? (row?.generation ?? 0) >>> 24;
	return epoch < least ? `${eui} has left recovery epoch ${epoch} behind` : undefined;
}

function withRecovery(
	row: Row | undefined,
	{eui, batch, epoch, key}: RecoveryKey,
	saltVersion: number,
): Row {
	// A device that is not known has joined elsewhere: it is not new, and its chain is not here.
	const base = row ?? {...newRow({eui, batch, saltVersion}), state: 'active'};
	// The salt of a generation never changes: an ACCEPT may be under way.
	const isKnown = base.recovery?.epoch === epoch;
	const version = isKnown ? base.recovery!.saltVersion : saltVersion;
	return {...base, recovery: {epoch, key, saltVersion: version}};
}
