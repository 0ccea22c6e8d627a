/*
 * What becomes of a datagram. Its header is checked once, here; then everything but
 * announcements must come from our gateway, and what a client never receives is counted.
 *
 *   ADVERTISE SEARCHGW GWINFO                                announcements.ts   from anybody
 *   CONNACK REGACK PUBACK PUBREC PUBCOMP SUBACK UNSUBACK PINGRESP DISCONNECT    answers.ts
 *   WILLTOPICREQ WILLMSGREQ WILLTOPICRESP WILLMSGRESP                         last-will.ts
 *   REGISTER PUBLISH PUBREL PINGREQ                                          deliveries.ts
 */

import {Counter} from '../counter';
import {count} from '../counting';
import {clock, keepAlive, request, rxFrame, session, sleep} from '../layout';
import {RX_FRAME_SIZE} from '../limits';
import {retryMs} from '../settings';
import {Header} from '../wire/header';
import {Malformed} from '../wire/malformed';
import {MsgType} from '../wire/msg-type';
import {onAdvertise, onGwinfo, onSearchgw} from './announcements';
import {
	onConnack,
	onDisconnect,
	onPingresp,
	onPuback,
	onPubcomp,
	onPubrec,
	onRegack,
	onSuback,
	onUnsuback,
} from './answers';
import {onPingreq, onPublish, onPubrel, onRegister} from './deliveries';
import {onWillmsgreq, onWillmsgresp, onWilltopicreq, onWilltopicresp} from './last-will';

/** Takes the `size` octets of rxFrame, heard from `from` at `rssiDbm`. */
export function hear(from: u16, rssiDbm: i32, size: u32): void {
	const header = Header.over(rxFrame);
	const malformed = size > RX_FRAME_SIZE ? Malformed.TooLong : header.check(size);
	if (malformed === Malformed.None) takeMessage(header.shorten(), from, rssiDbm);
	else countMalformed(malformed);
}

function takeMessage(frame: usize, from: u16, rssiDbm: i32): void {
	switch (Header.over(frame).msgType) {
		case MsgType.Advertise:
			countMalformed(onAdvertise(frame, from, rssiDbm));
			break;
		case MsgType.Searchgw:
			countMalformed(onSearchgw(frame));
			break;
		case MsgType.Gwinfo:
			countMalformed(onGwinfo(frame, from, rssiDbm));
			break;
		default:
			takeFromGateway(frame, from);
	}
}

function takeFromGateway(frame: usize, from: u16): void {
	if (!session.isWith(from)) {
		count(Counter.WrongPeer);
		return;
	}

	const malformed = dispatch(frame);
	if (malformed === Malformed.None) gatewayAlive();
	countMalformed(malformed);
}

/** While it sends what it has kept for us, our PINGREQ is not sent again: MQTT-SN 1.2, 6.14. */
function gatewayAlive(): void {
	keepAlive.heard(clock.nowMs);
	if (sleep.awake) request.postpone(clock.nowMs, retryMs());
}

function dispatch(frame: usize): Malformed {
	switch (Header.over(frame).msgType) {
		case MsgType.Connack:
			return onConnack(frame);
		case MsgType.Register:
			return onRegister(frame);
		case MsgType.Regack:
			return onRegack(frame);
		case MsgType.Publish:
			return onPublish(frame);
		case MsgType.Puback:
			return onPuback(frame);
		case MsgType.Pubrec:
			return onPubrec(frame);
		case MsgType.Pubrel:
			return onPubrel(frame);
		case MsgType.Pubcomp:
			return onPubcomp(frame);
		case MsgType.Suback:
			return onSuback(frame);
		case MsgType.Unsuback:
			return onUnsuback(frame);
		case MsgType.Willtopicreq:
			return onWilltopicreq(frame);
		case MsgType.Willmsgreq:
			return onWillmsgreq(frame);
		case MsgType.Willtopicresp:
			return onWilltopicresp(frame);
		case MsgType.Willmsgresp:
			return onWillmsgresp(frame);
		case MsgType.Pingreq:
			return onPingreq(frame);
		case MsgType.Pingresp:
			return onPingresp(frame);
		case MsgType.Disconnect:
			return onDisconnect(frame);
		default:
			count(Counter.Unexpected);
			return Malformed.None;
	}
}

function countMalformed(malformed: Malformed): void {
	if (malformed === Malformed.UnknownType) count(Counter.UnknownType);
	else if (malformed !== Malformed.None) count(Counter.Malformed);
}
