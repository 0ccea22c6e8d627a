/*
 * CONNECT, and what the broker says to it: MQTT-SN 1.2, 6.2. The states stand in session.ts.
 *
 *   Refused for                                    ReturnCode
 *   ProtocolId, ClientId, WillTopic                not supported
 *   no room; the broker out of reach               congestion
 *   MQTT CONNACK 3 (server unavailable)            congestion
 *   MQTT CONNACK 1, 2, 4, 5                        not supported
 */
import type {OpenOutcome} from '../broker/port.js';
import type {Address} from '../transport/transport.js';
import {type Connect, isClientId, PROTOCOL_ID} from '../wire/connection.js';
import {ReturnCode} from '../wire/return-code.js';
import type {WillMsg, WillTopic} from '../wire/will.js';
import {fetchSession, isAway, sessionFor} from './arrival.js';
import type {Core} from './core.js';
import {onLinkLost} from './disconnect.js';
import {endSession} from './ending.js';
import {brokerIs} from './reach.js';
import {reopen} from './reopen.js';
import type {Session} from './session.js';
import {restoreSubscriptions} from './subscribe.js';
import {NO_WILL, onWillMsg, onWillTopic, type Prompted, prompt} from './will.js';

/** MQTT 3.1.1, 3.2.2.3. */
const SERVER_UNAVAILABLE = 3;

/**
 * CONNECT opens a link, once however often it comes, after the will is told, and after the session
 * was fetched from where it is. A client that never left and keeps its session keeps its link.
 * Whoever is refused for what he asks changes nothing; whoever is not takes the place of the
 * address's and of the ClientId's last connection.
 */
export function onConnect(core: Core, from: Address, message: Connect): void {
	if (!isSupported(message)) {
		refuse(core, from, ReturnCode.NotSupported);
		return;
	}
	if (isAway(core, message.clientId) && !isTooBusyFor(core, message.clientId)) {
		fetchSession(core, message.clientId, () => onConnect(core, from, message));
		return;
	}
	const current = core.sessions.at(from);
	if (current?.clientId === message.clientId && current.isBeginning(message)) {
		core.counters.duplicates += 1;
		if (current.state === 'prompting') prompt(current);
		return;
	}
	if (current?.clientId === message.clientId && current.isAskedToGoOn(message)) {
		goOn(core, current, message);
		return;
	}
	if (isTooBusyFor(core, message.clientId)) {
		refuse(core, from, ReturnCode.Congestion);
		return;
	}
	endOthers(core, from, message.clientId);
	const session = sessionFor(core, message.clientId);
	if (session === undefined) refuse(core, from, ReturnCode.Congestion);
	else begin(core, session, from, message);
}

/** The answers to WILLTOPICREQ and WILLMSGREQ. */
export function onPrompted(core: Core, session: Session, message: WillTopic | WillMsg): void {
	const next: Prompted =
		message.type === 'WILLTOPIC'
			? onWillTopic(core, session, message)
			: onWillMsg(session, message);
	if (next === 'complete') open(core, session);
	if (next !== 'refused') return;
	refuse(core, session.address, ReturnCode.NotSupported);
	endSession(core, session, 'disconnected');
}

/** CONNACK says accepted only after the broker did. */
export function onOpened(core: Core, session: Session, outcome: OpenOutcome): void {
	if (outcome.kind === 'accepted') {
		if (session.state === 'opening') accept(core, session, outcome.sessionPresent);
		else resume(core, session, outcome.sessionPresent);
		brokerIs(core, true);
		return;
	}
	// A session that went on without the client's doing has lost a link, if only a new one.
	if (session.state !== 'opening' && outcome.kind === 'unreachable') onLinkLost(core, session);
	else fail(core, session, outcome);
	brokerIs(core, outcome.kind !== 'unreachable');
}

/**
 * A client that never left has all that it had, whatever its first CONNECT said of the session. One
 * that was not asleep may have started anew: it is told its TopicIds again.
 */
function goOn(core: Core, session: Session, message: Connect): void {
	if (!session.sleeping) session.topics.doubt();
	session.state = 'active';
	session.cleanSession = false;
	session.keepAliveS = message.durationS;
	session.heardMs = core.nowMs;
	core.deadlines.arm(session, session.dueAtMs);
	core.journal.changed(session);
	session.send({type: 'CONNACK', returnCode: ReturnCode.Accepted});
	session.delivery.begin();
}

function isSupported({protocolId, clientId}: Connect): boolean {
	// [MQTT-1.5.3-2]: a broker hangs up on a NUL.
	return protocolId === PROTOCOL_ID && isClientId(clientId) && !clientId.includes('\0');
}

/** Whoever is known here is served here: only his session makes him so dear elsewhere. */
function isTooBusyFor(core: Core, clientId: string): boolean {
	if (core.options.loadMaxPercent === 100) return false;
	if (core.sessions.named(clientId) !== undefined) return false;
	return core.load >= core.options.loadMaxPercent / 100;
}

function endOthers(core: Core, from: Address, clientId: string): void {
	const before = core.sessions.at(from);
	// A sleeper of another name may have left this address to whoever connects from it now.
	const left = before?.sleeping && before.clientId !== clientId;
	if (before !== undefined && !left) endSession(core, before, 'disconnected');

	const elsewhere = core.sessions.named(clientId);
	if (elsewhere === undefined || !elsewhere.connected) return;
	core.counters.takeovers += 1;
	const {address} = elsewhere;
	if (!elsewhere.sleeping) core.send(address, {type: 'DISCONNECT'});
	endSession(core, elsewhere, 'disconnected');
}

function begin(core: Core, session: Session, from: Address, message: Connect): void {
	// The last connection had a session of its own, of which at most will and receipts were left.
	if (session.cleanSession) session.forgetAllButReceipts();
	session.address = from;
	session.cleanSession = message.cleanSession;
	session.keepAliveS = message.durationS;
	session.heardMs = core.nowMs;
	session.willAtMs = Number.POSITIVE_INFINITY;
	core.deadlines.cancel(session);
	core.sessions.enter(session);
	if (!message.will) {
		open(core, session);
		return;
	}
	session.state = 'prompting';
	session.newWill = NO_WILL;
	core.deadlines.arm(session, session.dueAtMs);
	prompt(session);
}

function open(core: Core, session: Session): void {
	core.deadlines.cancel(session);
	session.state = 'opening';
	reopen(core, session);
}

function accept(core: Core, session: Session, sessionPresent: boolean): void {
	core.counters.connects += 1;
	session.state = 'active';
	session.heardMs = core.nowMs;
	if (session.cleanSession) session.forget();
	else session.topics.doubt();
	const {newWill} = session;
	if (newWill !== undefined) session.will = newWill.target && newWill;
	session.newWill = undefined;
	core.deadlines.arm(session, session.dueAtMs);
	core.journal.changed(session);
	session.send({type: 'CONNACK', returnCode: ReturnCode.Accepted});
	resume(core, session, sessionPresent);
}

function resume(core: Core, session: Session, sessionPresent: boolean): void {
	session.linkOpen = true;
	if (!sessionPresent) {
		session.delivery.brokerForgot();
		restoreSubscriptions(core, session);
	}
	session.delivery.begin();
}

/** A link will not open. Whoever waits for it is told so as he expects it. */
function fail(core: Core, session: Session, outcome: Refusal): void {
	const {address, state} = session;
	core.sessions.detach(session);
	session.link = 0;
	endSession(core, session, 'disconnected');
	if (state === 'opening') refuse(core, address, returnCodeOf(outcome));
	else if (state === 'active') core.send(address, {type: 'DISCONNECT'});
}

function refuse(core: Core, to: Address, returnCode: number): void {
	core.counters.connectsRefused += 1;
	core.send(to, {type: 'CONNACK', returnCode});
}

type Refusal = Exclude<OpenOutcome, {kind: 'accepted'}>;

function returnCodeOf(outcome: Refusal): number {
	if (outcome.kind === 'unreachable') return ReturnCode.Congestion;
	if (outcome.returnCode === SERVER_UNAVAILABLE) return ReturnCode.Congestion;
	return ReturnCode.NotSupported;
}
