/*
 * How what is meant for our gateway leaves a node: in plain where the node is not provisioned, else
 * in a record under the session in use, SNAKE-128 2.3 and 2.16.
 *
 * Without keys for the gateway nothing is sent: who asks for an answer asks again. A value of the
 * counter is never used before the flash has given it away.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {entropy, send} from '../host';
import {desk, journal, protection, resume, sendCounter, session, sessions} from '../layout';
import {TX_FRAME_SIZE} from '../limits';
import {must, Panic} from '../panic';
import {aesExpand} from '../security/aes';
import {Auth, Code, Reason} from '../security/auth';
import {Kind} from '../security/flash-record';
import {CompactRecord} from '../security/record-compact';
import {FullRecord} from '../security/record-full';
import {Form} from '../security/secure-session';

/** Sends the `size` octets at `message` to our gateway. */
export function sendToGateway(message: usize, size: u32): void {
	if (!protection.provisioned) send(session.peer, message, size);
	else if (sessions.reaches(session.peer)) sendProtected(message, size);
}

/** True where what is sent to `peer` can arrive. */
export function canReach(peer: u16): bool {
	return !protection.provisioned || sessions.reaches(peer);
}

/** Where a message is laid that sendRecord() is to send. */
export function messageRoom(): usize {
	const compact = sessions.current.form === Form.Compact;
	return compact ? CompactRecord.over(desk.frame).message : FullRecord.over(desk.frame).message;
}

/** Sends the `size` octets in messageRoom() under the session in use. */
export function sendRecord(size: u32): void {
	must(size <= TX_FRAME_SIZE, Panic.Size);
	const counter = takeCounter();
	if (counter > 0) {
		send(sessions.current.peer, desk.frame, seal(size, counter));
		count(Counter.RecordsSent);
	}
	desk.clear();
}

/** The next value of the counter; 0 where flash gives none away. */
export function takeCounter(): u32 {
	if (!sendCounter.used) return sendCounter.take();
	const ceiling = sendCounter.nextCeiling;
	if (ceiling === 0 || !journal.writeCeiling(Kind.Uplink, ceiling)) {
		count(Counter.FlashFailures);
		return 0;
	}

	sendCounter.raise(ceiling);
	return sendCounter.take();
}

/** A session that outlived a boot is announced first. */
function sendProtected(message: usize, size: u32): void {
	if (resume.next()) tellFloor();
	memory.copy(messageRoom(), message, usize(size));
	sendRecord(size);
}

function tellFloor(): void {
	const message = Auth.over(messageRoom());
	const size = message.emit(Code.Resume, u16(entropy()), Reason.Continue);
	message.floor = protection.listenCeiling;
	sendRecord(size);
}

function seal(size: u32, counter: u32): u32 {
	const current = sessions.current;
	aesExpand(current.keyUp, desk.schedule);
	if (current.form === Form.Compact) {
		return CompactRecord.over(desk.frame).seal(desk, current, size, counter);
	}
	return FullRecord.over(desk.frame).seal(desk, current, size, counter, entropy());
}
