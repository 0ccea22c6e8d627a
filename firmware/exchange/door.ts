/*
 * What becomes of a datagram before anybody reads the message in it. A node that is not provisioned
 * takes everything in plain. A provisioned one:
 *
 *   FF 1C 3C   ACCEPT         handshaking.ts
 *   FF 16 F0   full record    opening.ts, then as plain, or key-messages.ts
 *   1F         compact        the same
 *   FF 46 3D   group frame    opening.ts, then ADVERTISE and GWINFO as plain
 *   in plain   ADVERTISE SEARCHGW GWINFO      taken: they are hints anyway
 *              DISCONNECT                     a hint that may be looked into
 *              anything else                  dropped: SNAKE-128 2.11
 *
 * A message in a record is no record and no forwarder's.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {protection, rxFrame} from '../layout';
import {RX_FRAME_SIZE} from '../limits';
import {ACCEPT_FLAGS} from '../security/accept';
import {AUTH} from '../security/auth';
import {GROUP_FLAGS, GROUP_SCHEME} from '../security/group';
import {HANDSHAKE_SCHEME, PROTECTION} from '../security/hello';
import {COMPACT} from '../security/record-compact';
import {FULL_FLAGS, FULL_SCHEME} from '../security/record-full';
import {Header} from '../wire/header';
import {Malformed} from '../wire/malformed';
import {MsgType} from '../wire/msg-type';
import {onAccept} from './handshaking';
import {hear} from './incoming';
import {onKeyMessage} from './key-messages';
import {openCompact, openFull, openGroup} from './opening';
import {followHint} from './upkeep';

/** Flags and scheme, as one number. */
const ACCEPT_KIND: u32 = (u32(ACCEPT_FLAGS) << 8) | u32(HANDSHAKE_SCHEME);
const FULL_KIND: u32 = (u32(FULL_FLAGS) << 8) | u32(FULL_SCHEME);
const GROUP_KIND: u32 = (u32(GROUP_FLAGS) << 8) | u32(GROUP_SCHEME);

const PROTECTION_HEADER_SIZE: u32 = 4;
const FORWARDER: u8 = 0xfe;

/** Takes the `size` octets of rxFrame, heard from `from` at `rssiDbm`. */
export function take(from: u16, rssiDbm: i32, size: u32): void {
	if (!protection.provisioned || size < 2 || size > RX_FRAME_SIZE) hear(from, rssiDbm, size);
	else if (msgType() === COMPACT) takeMessage(from, rssiDbm, openCompact(from, size));
	else if (msgType() === PROTECTION) takeProtected(from, rssiDbm, size);
	else takePlain(from, rssiDbm, size);
}

function takeProtected(from: u16, rssiDbm: i32, size: u32): void {
	switch (size < PROTECTION_HEADER_SIZE ? 0 : kind()) {
		case ACCEPT_KIND:
			onAccept(from, size);
			break;
		case FULL_KIND:
			takeMessage(from, rssiDbm, openFull(from, size));
			break;
		case GROUP_KIND:
			takeAnnouncement(from, rssiDbm, openGroup(size));
			break;
		default:
			count(Counter.MalformedProtection);
	}
}

/** What was in a record; `size` is 0 where it could not be opened. */
function takeMessage(from: u16, rssiDbm: i32, size: u32): void {
	if (size === 0) return;
	if (size >= 2 && msgType() === AUTH) onKeyMessage(size);
	else if (size < 2 || isNested()) count(Counter.MalformedProtection);
	else hear(from, rssiDbm, size);
}

function takeAnnouncement(from: u16, rssiDbm: i32, size: u32): void {
	if (size === 0) return;
	const announces = msgType() === u8(MsgType.Advertise) || msgType() === u8(MsgType.Gwinfo);
	if (announces) hear(from, rssiDbm, size);
	else count(Counter.MalformedProtection);
}

function takePlain(from: u16, rssiDbm: i32, size: u32): void {
	const header = Header.over(rxFrame);
	const wellFormed = header.check(size) === Malformed.None;
	switch (wellFormed ? header.msgType : MsgType.Advertise) {
		case MsgType.Advertise:
		case MsgType.Searchgw:
		case MsgType.Gwinfo:
			hear(from, rssiDbm, size);
			break;
		case MsgType.Disconnect:
			followHint(from);
			break;
		default:
			count(Counter.Plaintext);
	}
}

/** Where Length is one octet, as in all that is protected. */
function msgType(): u8 {
	return load<u8>(rxFrame, 1);
}

function kind(): u32 {
	return (u32(load<u8>(rxFrame, 2)) << 8) | u32(load<u8>(rxFrame, 3));
}

function isNested(): bool {
	const type = msgType();
	return type === PROTECTION || type === COMPACT || type === FORWARDER;
}
