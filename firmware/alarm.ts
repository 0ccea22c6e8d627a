/*
 * When a node wants to be called next: at the nearest deadline of any machine, or after IDLE_MS.
 * Counted from the last call, because the node has no clock.
 */
import {DiscoveryState} from './client/discovery';
import {Standing} from './client/gateways';
import {SessionState} from './client/session';
import {listening} from './exchange/upkeep';
import {
	clock,
	confirm,
	discovery,
	gateways,
	handshake,
	hint,
	keepAlive,
	probe,
	protection,
	rekey,
	request,
	schedule,
	session,
	sessions,
	silence,
	sleep,
} from './layout';
import {GATEWAYS_MAX, IDLE_MS} from './limits';

/** In milliseconds of the host's clock; never before the last call. */
export function nextDeadlineMs(): u32 {
	let waitMs = min(IDLE_MS, min(sessionWaitMs(), gatewaysWaitMs()));
	if (schedule.running) waitMs = min(waitMs, left(schedule.dueMs));
	if (silence.kept) waitMs = min(waitMs, left(silence.deadlineMs));
	if (hint.delaying) waitMs = min(waitMs, left(hint.deadlineMs));
	if (protection.provisioned) waitMs = min(waitMs, securityWaitMs());
	return clock.nowMs + waitMs;
}

/** How long the state of the session lasts if nothing is heard. */
function sessionWaitMs(): u32 {
	if (request.waiting) return left(request.deadlineMs);
	if (session.state === SessionState.Pausing) return left(session.deadlineMs);
	if (sleep.asleep) return left(sleep.deadlineMs);
	if (keepAlive.running) return left(keepAlive.deadlineMs);
	return discovery.state === DiscoveryState.Idle ? IDLE_MS : left(discovery.deadlineMs);
}

/** A sleeper's keys wait until it is awake. */
function securityWaitMs(): u32 {
	let waitMs = IDLE_MS;
	if (!handshake.idle) waitMs = left(handshake.deadlineMs);
	if (sessions.ages) waitMs = min(waitMs, left(sessions.deadlineMs));
	return listening() && sessions.current.alive ? min(waitMs, secureWaitMs()) : waitMs;
}

function secureWaitMs(): u32 {
	let waitMs = rekey.waitMs(clock.nowMs, sessions.current.hours);
	if (confirm.pending) waitMs = min(waitMs, left(confirm.deadlineMs));
	return probe.asking ? min(waitMs, left(probe.deadlineMs)) : waitMs;
}

function gatewaysWaitMs(): u32 {
	let waitMs = IDLE_MS;
	for (let i: u32 = 0; i < GATEWAYS_MAX; i++) {
		const gateway = gateways.at(i);
		if (gateway.standing !== Standing.Free) waitMs = min(waitMs, left(gateway.deadlineMs));
	}
	return waitMs;
}

/** From the last call to the deadline; nought when it had passed then. */
function left(deadlineMs: u32): u32 {
	const leftMs = i32(deadlineMs - clock.nowMs);
	return leftMs > 0 ? u32(leftMs) : 0;
}
