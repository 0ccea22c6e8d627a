/*
 * What device and gateway say to each other in records about keys: SNAKE-128 2.3.
 *
 *   REKEY-REQ   new keys at a time by luck within its deadline
 *   GROUPKEY    the key of an epoch; GK-ACK
 *   SYNC        the gateway takes no counter up to its floor
 *   CONF-ACK    the key server has our proof
 *
 * CONF goes out from here, too; RESUME does from sealing.ts.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {entropy} from '../host';
import {clock, confirm, desk, group, rekey, rxFrame, sendCounter} from '../layout';
import {Auth, Code, Reason} from '../security/auth';
import {wipe} from '../security/equal';
import {confirmKey, keyBehindFrame} from '../security/keys';
import {copyFew} from '../security/octets';
import {readU16, writeU16} from '../wire/octets';
import {loadKey} from './handshaking';
import {messageRoom, sendRecord} from './sealing';

/** Data of REKEY-REQ: reason 1 | deadline in seconds 2. */
const REKEY_DEADLINE: usize = 1;
const CONF_TAG_SIZE: usize = 8;
/** In the desk's frame, behind CONF and in front of the keys. */
const CONF_TAG: u32 = 56;
const TAG_SIZE: u32 = 16;

/** Takes the key message of `size` octets in rxFrame, which came in a record. */
export function onKeyMessage(size: u32): void {
	const message = Auth.over(rxFrame);
	switch (message.check(size)) {
		case Code.RekeyReq:
			onRekeyReq(message);
			break;
		case Code.GroupKey:
			onGroupKey(message);
			break;
		case Code.Sync:
			sendCounter.jump(message.floor);
			break;
		case Code.ConfAck:
			confirm.acknowledge(message.packetId);
			break;
		default:
			count(Counter.MalformedProtection);
	}
	wipe(rxFrame, size);
}

/** The new key lies in flash: the key server may forget the old one. */
export function sendConf(): void {
	const key = keyBehindFrame(desk);
	const tag = desk.room(CONF_TAG, TAG_SIZE);
	if (!loadKey(key)) {
		count(Counter.FlashFailures);
		return;
	}

	confirmKey(desk, key, tag);
	const message = Auth.over(messageRoom());
	const size = message.emit(Code.Conf, confirm.packetId, Reason.Continue);
	copyFew(message.data, tag, u32(CONF_TAG_SIZE));
	sendRecord(size);
}

function onRekeyReq(message: Auth): void {
	const deadlineS = u32(readU16(message.data + REKEY_DEADLINE));
	rekey.request(clock.nowMs, entropy() % (deadlineS * 1000 + 1));
}

function onGroupKey(message: Auth): void {
	group.learn(message.data);
	const answer = Auth.over(messageRoom());
	const size = answer.emit(Code.GkAck, message.packetId, Reason.Continue);
	writeU16(answer.data, readU16(message.data));
	sendRecord(size);
}
