/*
 * The journal of the firmware, alone, for tests. No part of node.wasm. The flash is the host's.
 *
 *   journal   what layout.ts lends to it in a node
 *   body      where a test lays the body of a record, or finds it
 */
import {Key, Kind, SESSION_SIZE} from '../../security/flash-record';
import {Journal} from '../../security/journal';

export {panicCode} from '../../panic';
export {Kind} from '../../security/flash-record';

export const JOURNAL_SIZE: u32 = offsetof<Journal>();
export const journal: usize = memory.data(offsetof<Journal>());
export const body: usize = memory.data(i32(SESSION_SIZE));

const subject: Journal = changetype<Journal>(journal);

export function open(): bool {
	return subject.open();
}

export function holds(kind: Kind): bool {
	return subject.holds(kind);
}

export function read(kind: Kind): bool {
	return subject.read(kind, body);
}

export function ceiling(kind: Kind): u32 {
	return subject.ceiling(kind);
}

export function provision(batch: u32): bool {
	return subject.provision(changetype<Key>(body), batch);
}

export function writeKey(): bool {
	return subject.writeKey(changetype<Key>(body));
}

export function writeCeiling(kind: Kind, ceiling: u32): bool {
	return subject.writeCeiling(kind, ceiling);
}

export function writeSession(): bool {
	return subject.writeSession(body);
}

export function writeDrought(hours: u32): bool {
	return subject.writeDrought(hours);
}

export function drought(): u32 {
	return subject.drought;
}

export function forgetSession(): bool {
	return subject.forgetSession();
}
