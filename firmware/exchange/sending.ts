/*
 * How messages leave a node: once to everybody, once to the gateway, or as a request that is
 * kept until it is answered. Knows no message.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {clock, keepAlive, request, session, txFrame} from '../layout';
import {report, send} from '../link/outside';
import {Report} from '../report';
import {retryCount, retryMs} from '../settings';
import {MsgType} from '../wire/msg-type';

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
	request.begin(clock.nowMs, retryMs(), retryCount());
	transmit(request.frame, size);
}

/** Sends the waiting request once more. */
export function askAgain(): void {
	count(Counter.Retransmissions);
	request.markResent();
	transmit(request.frame, request.size);
}

/** A peer asked for silence: says so, and for how long. */
export function reportCongestion(silenceMs: u32): void {
	report(Report.Congested, silenceMs, 0, 0);
}

function transmit(frame: usize, size: u32): void {
	keepAlive.sent(clock.nowMs);
	send(session.peer, frame, size);
}
