/*
 * How a device comes to its keys, once, and what it finds of them at each boot: state BOOT of
 * SNAKE-128 2.5. The flash decides whether a node is provisioned; nothing else does.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {
	clock,
	desk,
	handshake,
	journal,
	protection,
	rekey,
	resume,
	sendCounter,
	sessions,
} from '../layout';
import {EUI_SIZE} from '../security/desk';
import {Kind} from '../security/flash-record';
import {keyUnderTest} from '../security/keys';
import {copyFew} from '../security/octets';
import {KEY_SIZE} from '../security/secure-session';

/**
 * Writes the first keys of a device into its flash: its EUI-64, the factory key and the recovery
 * key, 16 octets each. False, and nothing written, where there are keys already; false where the
 * flash does not keep them. They count from the next boot on.
 */
export function provision(eui: usize, fk: usize, rc: usize, batch: u32): bool {
	if (!journal.open()) count(Counter.FlashFailures);
	const key = keyUnderTest(desk);
	key.generation = 0;
	copyFew(key.eui, eui, EUI_SIZE);
	memory.copy(key.rk, fk, usize(KEY_SIZE));
	memory.copy(key.rc, rc, usize(KEY_SIZE));
	const done = journal.provision(key, batch);
	desk.clear();
	return done;
}

/** Finds out what the flash holds, and repairs what a power cut has left. */
export function openKeys(): void {
	if (!journal.open()) count(Counter.FlashFailures);
	const chain = journal.holds(Kind.Key);
	if (!chain && !journal.holds(Kind.Recovery)) return;
	protection.provisioned = true;
	protection.chainLost = !chain;
	identify(chain ? Kind.Key : Kind.Recovery);
	sendCounter.begin(journal.ceiling(Kind.Uplink));
	handshake.resume(clock.nowMs, journal.drought);
	if (chain && journal.read(Kind.Session, changetype<usize>(sessions.current))) resumeSession();
}

function identify(kind: Kind): void {
	const key = keyUnderTest(desk);
	journal.read(kind, changetype<usize>(key));
	protection.generation = key.generation;
	copyFew(desk.eui, key.eui, EUI_SIZE);
	desk.clear();
}

/** Nothing that may have been heard before the boot is taken again. */
function resumeSession(): void {
	protection.listenCeiling = journal.ceiling(Kind.Downlink);
	sessions.current.window.begin(protection.listenCeiling);
	rekey.begin(clock.nowMs, sendCounter.next);
	resume.begin();
}
