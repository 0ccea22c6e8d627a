/*
 * How messages leave a node: once to everybody, once to the gateway, or as a request that is
 * kept until it is answered. Knows no message, and not how they are protected.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {entropy} from '../host';
import {clock, keepAlive, protection, rekey, request, txFrame} from '../layout';
import {RETRY_SPREAD} from '../limits';
import {report, send} from '../link/outside';
import {Report} from '../report';
import {retryCount, retryMs} from '../settings';
import {MsgType} from '../wire/msg-type';
import {sendToGateway} from './sealing';

/** The link address of everybody in radio range. */
const EVERYBODY: u16 = 0xffff;

/** Sends the `size` octets of txFrame to everybody. */
export function broadcast(size: u32): void {
	send(EVERYBODY, txFrame, size);
}

/** Sends the `size` octets of txFrame to our gateway. */
export function tell(size: u32): void {
	transmit(txFrame, size);
}

/**
 * Sends the `size` octets of the request's frame to our gateway, again and again, until `awaits`
 * comes with `msgId`; 0 where messages of that type bear none.
 */
export function ask(awaits: MsgType, msgId: u16, size: u32): void {
	request.expect(awaits, msgId, size);
	request.begin(clock.nowMs, retryAfterMs(), retryCount());
	transmit(request.frame, size);
}

/** Sends the waiting request once more. */
export function askAgain(): void {
	if (protection.provisioned) rekey.missed();
	request.postpone(clock.nowMs, retryAfterMs());
	repeat();
}

/** The same as soon as there is a new reason to hope for an answer; no attempt is lost by it. */
export function askOnceMore(): void {
	if (!request.waiting) return;
	request.postpone(clock.nowMs, retryMs());
	repeat();
}

/** A peer asked for silence: says so, and for how long. */
export function reportCongestion(silenceMs: u32): void {
	report(Report.Congested, silenceMs, 0, 0);
}

/**
 * Tretry, and up to a 64th of it by luck: two nodes whose frames have collided would otherwise
 * collide again, to the millisecond.
 */
function retryAfterMs(): u32 {
	return retryMs() + (entropy() % (retryMs() / RETRY_SPREAD + 1));
}

function repeat(): void {
	count(Counter.Retransmissions);
	request.markResent();
	transmit(request.frame, request.size);
}

function transmit(frame: usize, size: u32): void {
	keepAlive.sent(clock.nowMs);
	sendToGateway(frame, size);
}
