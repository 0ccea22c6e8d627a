/*
 * A node: an MQTT-SN 1.2 client in one page of memory, driven from outside. The host writes the
 * config, calls boot() once, and from then on says what happened and what time it is: u32
 * milliseconds, which may begin anywhere and wrap. It calls poll() when pollAt() has come.
 */
import {nextDeadlineMs} from './alarm';
import {beginApp, pollApp} from './app/app';
import {pollHint} from './exchange/announcements';
import {pollConnection, pollRequest} from './exchange/connection';
import {take} from './exchange/door';
import {sendWhatIsNext} from './exchange/outgoing';
import {openKeys, provision as provisionWith} from './exchange/provisioning';
import {pollSecurity} from './exchange/upkeep';
import {nameNode} from './identity';
import {clock, rxFrame as given} from './layout';
import {wipe} from './security/equal';
import {readU32} from './security/octets';

export {config, counters, rxFrame} from './layout';
export {RX_FRAME_SIZE} from './limits';
export {panicCode} from './panic';

/** What provision() is given: EUI-64 8 | factory key 16 | recovery key 16 | batch 4. */
const FACTORY_KEY: usize = 8;
const RECOVERY_KEY: usize = 24;
const BATCH: usize = 40;
const PROVISION_SIZE: u32 = 44;

/**
 * Takes the first keys from rxFrame, before boot(), and leaves nothing of them there. Returns 1, or
 * 0 where there are keys already or the flash does not keep them.
 */
export function provision(): u32 {
	const batch = readU32(given + BATCH);
	const done = provisionWith(given, given + FACTORY_KEY, given + RECOVERY_KEY, batch);
	wipe(given, PROVISION_SIZE);
	return done ? 1 : 0;
}

/** Wakes a node in a fresh page. */
export function boot(nowMs: u32): void {
	clock.nowMs = nowMs;
	openKeys();
	nameNode();
	beginApp();
}

/** Takes the datagram of `size` octets that lies in rxFrame. */
export function received(nowMs: u32, from: u16, rssiDbm: i32, size: u32): void {
	clock.nowMs = nowMs;
	take(from, rssiDbm, size);
	sendWhatIsNext();
	pollSecurity();
}

/** Does what is due. Too early or too often does no harm. */
export function poll(nowMs: u32): void {
	clock.nowMs = nowMs;
	pollApp();
	pollRequest();
	pollConnection();
	pollHint();
	sendWhatIsNext();
	pollSecurity();
}

/** The time of the next poll(), in milliseconds; at most an hour ahead of the last call. */
export function pollAt(): u32 {
	return nextDeadlineMs();
}
