/*
 * HELLO out, ACCEPT in, and what follows from it: SNAKE-128 2.5. When to begin, connection.ts and
 * upkeep.ts say.
 *
 *   begin      C taken, nD drawn, HELLO               -> handshake.ts waits
 *   ACCEPT     not awaited, other choice              dropped
 *              MAC2 wrong                             dropped, too often: the attempt is over
 *              MAC2 right, flash does not keep it     the attempt is over, the old key stays
 *              MAC2 right, key in flash (W1, W2)      session kept (W3), used
 *
 * Nothing is sent under new keys before the new root key was read back from flash.
 */
import {Counter} from '../counter';
import {count} from '../counting';
import {entropy} from '../host';
import {
	clock,
	confirm,
	desk,
	gateways,
	handshake,
	journal,
	probe,
	protection,
	rekey,
	resume,
	rxFrame,
	sendCounter,
	session,
	sessions,
} from '../layout';
import {COUNTER_BLOCK} from '../limits';
import {report, send} from '../link/outside';
import {Report} from '../report';
import {ACCEPT_SIZE, Accept} from '../security/accept';
import {wipe} from '../security/equal';
import {Key, Kind} from '../security/flash-record';
import {MODE_COLD, MODE_RECOVER} from '../security/handshake';
import {HELLO_SIZE, Hello, NONCE_SIZE} from '../security/hello';
import {
	authenticateHello,
	install,
	keyBehindFrame,
	keyUnderTest,
	offeredGeneration,
	stirNonce,
	verifyAccept,
} from '../security/keys';
import {Form, KEY_SIZE} from '../security/secure-session';
import {retryMs, suites} from '../settings';
import {keysAgreed, keysRefused} from './connection';
import {takeCounter} from './sealing';
import {askOnceMore} from './sending';

/**
 * Asks `peer` for keys, now or when the rest after the last failure is over: that was another
 * gateway's, so it may be cut short.
 */
export function reach(peer: u16, gatewayId: u8): void {
	if (handshake.peer !== peer) {
		if (handshake.waiting) handshake.reset();
		else handshake.spare();
	}
	if (handshake.idle) begin(peer, gatewayId);
}

/** Begins an attempt where none is under way. */
export function begin(peer: u16, gatewayId: u8): void {
	handshake.peer = peer;
	handshake.gatewayId = gatewayId;
	handshake.suites = suites();
	handshake.counter = takeCounter();
	if (handshake.counter > 0 && composeHello()) {
		handshake.begin(clock.nowMs, entropy());
		count(Counter.Handshakes);
		send(peer, desk.frame, HELLO_SIZE);
	} else fail();
	desk.clear();
}

/** HELLO to the octet as it went out before. */
export function repeatHello(): void {
	const hello = Hello.over(desk.frame);
	hello.emit(handshake, desk.eui, offered());
	memory.copy(hello.mac, handshake.mac, usize(KEY_SIZE));
	send(handshake.peer, desk.frame, HELLO_SIZE);
	desk.clear();
	count(Counter.HelloRepeated);
}

export function onAccept(from: u16, size: u32): void {
	const accept = Accept.over(rxFrame);
	if (!accept.check(size)) count(Counter.MalformedProtection);
	else if (!isAwaited(accept, from)) count(Counter.Unexpected);
	else examine(accept);
	wipe(rxFrame, ACCEPT_SIZE);
}

/** The attempt has come to nothing. */
export function fail(): void {
	handshake.fail(clock.nowMs, entropy());
	report(Report.KeysRefused, handshake.restMs, 0, 0);
	keysRefused(handshake.peer);
}

/** Reads the root keys to `key`; without a chain the recovery key alone. */
export function loadKey(key: Key): bool {
	const kind = protection.chainLost ? Kind.Recovery : Kind.Key;
	return journal.read(kind, changetype<usize>(key));
}

function composeHello(): bool {
	const key = keyBehindFrame(desk);
	if (!loadKey(key)) return false;
	const hello = Hello.over(desk.frame);
	drawNonce();
	handshake.mode = mode();
	stirNonce(desk, handshake, key);
	hello.emit(handshake, desk.eui, offered());
	authenticateHello(desk, handshake, key);
	memory.copy(handshake.mac, hello.mac, usize(KEY_SIZE));
	return true;
}

function drawNonce(): void {
	for (let i: usize = 0; i < NONCE_SIZE; i += 4) store<u32>(handshake.nonce + i, entropy());
	handshake.packetId = u16(entropy());
}

/** A device that was never in a session has lost none. */
function mode(): u8 {
	const mode = protection.chainLost ? MODE_RECOVER : handshake.nextMode();
	return protection.generation > 0 && !sessions.current.alive ? mode | MODE_COLD : mode;
}

function offered(): u32 {
	return offeredGeneration(handshake, protection.generation);
}

function isAwaited(accept: Accept, from: u16): bool {
	if (!handshake.waiting || from !== handshake.peer) return false;
	if (accept.packetId !== handshake.packetId) return false;
	if (accept.suite !== u8(Form.Full) && accept.suite !== u8(Form.Compact)) return false;
	if ((accept.suite & handshake.suites) === 0) return false;
	return handshake.gatewayId === 0 || accept.gatewayId === handshake.gatewayId;
}

function examine(accept: Accept): void {
	const genuine = loadKey(keyUnderTest(desk)) && verifyAccept(desk, handshake, accept);
	if (genuine) commit(accept);
	else refuse();
	desk.clear();
}

function refuse(): void {
	count(Counter.WrongMac);
	if (!handshake.forgive()) fail();
}

function commit(accept: Accept): void {
	if (!journal.writeKey(keyUnderTest(desk))) {
		count(Counter.FlashFailures);
		fail();
		return;
	}

	count(Counter.KeysAgreed);
	protection.generation = keyUnderTest(desk).generation;
	protection.chainLost = false;
	handshake.agreed();
	gateways.accepted(handshake.peer);
	if (sendCounter.nearEnd) beginCounterAnew();
	else use(accept);
}

/** A session counts on from its HELLO, so one more attempt follows, with a low C. */
function beginCounterAnew(): void {
	if (!journal.writeCeiling(Kind.Uplink, 0)) count(Counter.FlashFailures);
	else sendCounter.begin(0);
	sessions.drop();
	begin(handshake.peer, handshake.gatewayId);
}

function use(accept: Accept): void {
	const replaces = sessions.current.alive;
	const doubtful = rekey.doubtful;
	sessions.retire();
	install(desk, sessions.current, accept);
	sessions.current.peer = handshake.peer;
	desk.clear();
	listenAnew();
	keepSession();
	rekey.begin(clock.nowMs, sendCounter.next);
	probe.reset();
	resume.heard();
	tell(replaces);
	goOn(doubtful);
}

/** A compact session is counted from 1, a full one from wherever the gateway is. */
function listenAnew(): void {
	const current = sessions.current;
	protection.listenCeiling = 0;
	if (current.form === Form.Full) {
		current.window.reset();
		return;
	}

	current.window.begin(0);
	if (journal.writeCeiling(Kind.Downlink, COUNTER_BLOCK)) protection.listenCeiling = COUNTER_BLOCK;
	else count(Counter.FlashFailures);
}

/** Without it a boot needs new keys, no more. */
function keepSession(): void {
	if (!journal.writeSession(changetype<usize>(sessions.current))) count(Counter.FlashFailures);
}

function tell(replaces: bool): void {
	const form = desk.room(0, 1);
	store<u8>(form, u8(sessions.current.form));
	report(replaces ? Report.Rekeyed : Report.Secured, protection.generation, form, 1);
}

/** CONF follows the first answer to what waits; where nothing waits it goes at once. */
function goOn(doubtful: bool): void {
	const joins = session.seeking;
	confirm.begin(clock.nowMs, joins ? retryMs() : 0, u16(entropy()));
	if (joins) keysAgreed(handshake.peer);
	else if (doubtful) askOnceMore();
}
