/*
 * When a node wants to be called next: at the nearest deadline of any machine, or after IDLE_MS.
 * Counted from the last call, because the node has no clock.
 */
import {DiscoveryState} from './client/discovery';
import {Standing} from './client/gateways';
import {SessionState} from './client/session';
import {
	clock,
	discovery,
	gateways,
	hint,
	keepAlive,
	line,
	request,
	schedule,
	session,
	silence,
	sleep,
} from './layout';
import {GATEWAYS_MAX, IDLE_MS} from './limits';

/** In milliseconds of the host's clock; never before the last call. */
export function nextDeadlineMs(): u32 {
	const waitMs = line.stopped ? lineWaitMs() : min(lineWaitMs(), nodeWaitMs());
	return clock.nowMs + waitMs;
}

function nodeWaitMs(): u32 {
	let waitMs = min(sessionWaitMs(), gatewaysWaitMs());
	if (schedule.running) waitMs = min(waitMs, left(schedule.dueMs));
	if (silence.kept) waitMs = min(waitMs, left(silence.deadlineMs));
	if (hint.delaying) waitMs = min(waitMs, left(hint.deadlineMs));
	return waitMs;
}

/** Until something is due on the line. */
function lineWaitMs(): u32 {
	let waitMs = IDLE_MS;
	if (line.owesCredit) waitMs = min(waitMs, left(line.creditDeadlineMs));
	if (line.baudOnTrial) waitMs = min(waitMs, left(line.baudDeadlineMs));
	return waitMs;
}

/** How long the state of the session lasts if nothing is heard. */
function sessionWaitMs(): u32 {
	if (request.waiting) return left(request.deadlineMs);
	if (session.state === SessionState.Pausing) return left(session.deadlineMs);
	if (sleep.asleep) return left(sleep.deadlineMs);
	if (keepAlive.running) return left(keepAlive.deadlineMs);
	return discovery.state === DiscoveryState.Idle ? IDLE_MS : left(discovery.deadlineMs);
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
