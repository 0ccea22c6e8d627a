/*
 * What comes in records and group frames: in the form of its session, of a session that is known,
 * with a fresh counter, with the right tag, in this order. What passes lies at the begin of rxFrame
 * as if it had come in plain. SNAKE-128 2.8, 2.10 and 2.17.
 *
 * Each function takes a datagram of `size` octets and returns the size of what was in it, or 0.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {
	clock,
	confirm,
	desk,
	group,
	handshake,
	journal,
	probe,
	protection,
	rekey,
	resume,
	rxFrame,
	session,
	sessions,
} from '../layout';
import {COUNTER_BLOCK} from '../limits';
import {aesExpand} from '../security/aes';
import {Kind} from '../security/flash-record';
import {Epoch, GROUP_HEADER_SIZE, GroupFrame, isFrom} from '../security/group';
import {COMPACT_HEADER_SIZE, COMPACT_OVERHEAD, CompactRecord} from '../security/record-compact';
import {FULL_HEADER_SIZE, FULL_OVERHEAD, FullRecord} from '../security/record-full';
import {Form, SecureSession} from '../security/secure-session';
import {MsgType} from '../wire/msg-type';
import {Publish} from '../wire/publish';

const COUNTER_MAX: u32 = 0xffff_ffff;

export function openFull(from: u16, size: u32): u32 {
	const record = FullRecord.over(rxFrame);
	if (!record.check(size)) return drop(Counter.MalformedProtection);
	const known = sessions.find(Form.Full, record.sid, from);
	if (!known || !record.claims(known)) return drop(Counter.UnknownSession);
	const counter = record.counter;
	if (!known.window.fresh(counter)) return drop(Counter.Replayed);

	aesExpand(known.keyDown, desk.schedule);
	if (!record.open(desk, known)) return dropForgery(known);
	if (!accept(known, counter, FULL_HEADER_SIZE)) return 0;
	return unwrap(FULL_HEADER_SIZE, size - FULL_OVERHEAD, size);
}

export function openCompact(from: u16, size: u32): u32 {
	const record = CompactRecord.over(rxFrame);
	if (!record.check(size)) return drop(Counter.MalformedProtection);
	const known = sessions.find(Form.Compact, record.sid, from);
	if (!known) return drop(Counter.UnknownSession);
	const counter = known.window.extend(record.low);
	if (!known.window.fresh(counter)) return drop(Counter.Replayed);

	aesExpand(known.keyDown, desk.schedule);
	if (!record.open(desk, known, counter)) return dropForgery(known);
	if (!accept(known, counter, COMPACT_HEADER_SIZE)) return 0;
	return unwrap(COMPACT_HEADER_SIZE, size - COMPACT_OVERHEAD, size);
}

/**
 * Without its key a group frame is a hint like any other; with it, a forged one is none, and one of
 * an epoch that is over is none either. Whoever looks for a gateway takes each for what a message
 * in clear is: the key server may have begun anew, with other keys for the same epochs.
 */
export function openGroup(size: u32): u32 {
	const frame = GroupFrame.over(rxFrame);
	if (!frame.check(size)) return drop(Counter.MalformedProtection);
	const epoch = group.find(frame.epoch);
	const taken = epoch ? hearGroup(frame, epoch) : isToCome(frame);
	return taken || session.seeking ? unwrap(GROUP_HEADER_SIZE, frame.messageSize, size) : 0;
}

function isToCome(frame: GroupFrame): bool {
	if (!group.isPast(frame.epoch)) return true;
	count(Counter.Replayed);
	return false;
}

/** Counters of other gateways are not known: what they said may be said again. */
function hearGroup(frame: GroupFrame, epoch: Epoch): bool {
	const ours = sessions.current.alive && isFrom(frame, sessions.current.gwid);
	const counter: u32 = ours ? frame.counter : 0;
	if (ours && counter <= epoch.highest) {
		count(Counter.Replayed);
		return false;
	}

	const genuine = frame.isGenuine(desk, epoch.key);
	desk.clear();
	if (genuine) group.heard(epoch, counter);
	else count(Counter.WrongTag);
	return genuine;
}

/** The tag was right: what that changes. False where flash cannot keep up with the counter. */
function accept(known: SecureSession, counter: u32, headerSize: u32): bool {
	desk.clear();
	if (known.window.overtaken(counter) && isOnceOnly(rxFrame + usize(headerSize))) {
		count(Counter.Replayed);
		return false;
	}

	const isCurrent = known === sessions.current;
	if (isCurrent && !raiseCeiling(counter)) return false;
	known.window.take(counter);
	sessions.heard(known, clock.nowMs);
	count(Counter.RecordsOpened);
	if (isCurrent) gatewayHeard();
	return true;
}

/**
 * A PUBLISH of QoS 2 that a newer record has overtaken was sent again since, or its MsgId is free by
 * now: whoever held it back could have a command delivered twice.
 */
function isOnceOnly(message: usize): bool {
	return load<u8>(message, 1) === MsgType.Publish && Publish.over(message).qos === 2;
}

function gatewayHeard(): void {
	rekey.answered();
	probe.heard();
	resume.heard();
	handshake.heard();
	confirm.hasten(clock.nowMs);
}

/** After a boot nothing up to the ceiling is taken: so nothing above it may have been before. */
function raiseCeiling(counter: u32): bool {
	if (counter <= protection.listenCeiling) return true;
	const ceiling = counter > COUNTER_MAX - COUNTER_BLOCK ? COUNTER_MAX : counter + COUNTER_BLOCK;
	if (!journal.writeCeiling(Kind.Downlink, ceiling)) {
		count(Counter.FlashFailures);
		return false;
	}

	protection.listenCeiling = ceiling;
	return true;
}

function unwrap(headerSize: u32, messageSize: u32, size: u32): u32 {
	memory.copy(rxFrame, rxFrame + usize(headerSize), usize(messageSize));
	memory.fill(rxFrame + usize(messageSize), 0, usize(size - messageSize));
	return messageSize;
}

function dropForgery(known: SecureSession): u32 {
	desk.clear();
	if (known === sessions.current) rekey.badTag();
	return drop(Counter.WrongTag);
}

function drop(why: Counter): u32 {
	count(why);
	return 0;
}
