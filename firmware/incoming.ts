/*
 * What becomes of a datagram. Its header is checked once, here; then everything but
 * announcements must come from our gateway, and what a client never receives is counted.
 *
 *   ADVERTISE SEARCHGW GWINFO                                announcements.ts   from anybody
 *   CONNACK REGACK PUBACK SUBACK UNSUBACK PINGRESP DISCONNECT       answers.ts
 *   REGISTER PUBLISH PINGREQ                                     deliveries.ts
 */
import {onAdvertise, onGwinfo, onSearchgw} from './announcements';
import {
	onConnack,
	onDisconnect,
	onPingresp,
	onPuback,
	onRegack,
	onSuback,
	onUnsuback,
} from './answers';
import {Counter} from './counter';
import {count} from './counting';
import {onPingreq, onPublish, onRegister} from './deliveries';
import {clock, keepAlive, rxFrame, session} from './layout';
import {RX_FRAME_SIZE} from './limits';
import {Header} from './wire/header';
import {Malformed} from './wire/malformed';
import {MsgType} from './wire/msg-type';

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
	if (malformed === Malformed.None) keepAlive.heard(clock.nowMs);
	countMalformed(malformed);
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
		case MsgType.Suback:
			return onSuback(frame);
		case MsgType.Unsuback:
			return onUnsuback(frame);
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
