/*
 * CONNECT, and what the broker says to it: MQTT-SN 1.2, 6.2. The states stand in session.ts.
 *
 *   Refused for                                    ReturnCode
 *   ProtocolId, ClientId, Will                     not supported
 *   no room; the broker out of reach               congestion
 *   MQTT CONNACK 3 (server unavailable)            congestion
 *   MQTT CONNACK 1, 2, 4, 5                        not supported
 */
import type {OpenOutcome} from '../broker/port.js';
import type {Address} from '../transport/transport.js';
import {type Connect, isClientId, PROTOCOL_ID} from '../wire/connection.js';
import {ReturnCode} from '../wire/return-code.js';
import type {Core} from './core.js';
import {endSession} from './disconnect.js';
import {Session} from './session.js';
import {restoreSubscriptions} from './subscribe.js';

/** MQTT 3.1.1, 3.2.2.3. */
const SERVER_UNAVAILABLE = 3;

/**
 * CONNECT opens a link, once however often it comes. Whoever is refused for what he asks changes
 * nothing; whoever is not takes the place of the address's and of the ClientId's last connection.
 */
export function onConnect(core: Core, from: Address, message: Connect): void {
	if (!isSupported(message)) {
		refuse(core, from, ReturnCode.NotSupported);
		return;
	}
	if (isBeingOpened(core, from, message)) {
		core.counters.duplicates += 1;
		return;
	}
	endOthers(core, from, message.clientId);
	const session = sessionFor(core, message.clientId);
	if (session === undefined) refuse(core, from, ReturnCode.Congestion);
	else open(core, session, from, message);
}

/** CONNACK says accepted only after the broker did. */
export function onOpened(core: Core, session: Session, outcome: OpenOutcome): void {
	core.brokerReachable = outcome.kind !== 'unreachable';
	if (outcome.kind === 'accepted') {
		accept(core, session, outcome.sessionPresent);
		return;
	}
	refuse(core, session.address, returnCodeOf(outcome));
	endSession(core, session, {state: 'disconnected', linkOpen: false});
}

function isSupported(message: Connect): boolean {
	const {protocolId, clientId, will} = message;
	// [MQTT-1.5.3-2]: a broker hangs up on a NUL.
	return protocolId === PROTOCOL_ID && isClientId(clientId) && !clientId.includes('\0') && !will;
}

function isBeingOpened(core: Core, from: Address, message: Connect): boolean {
	const session = core.sessions.at(from);
	return session?.clientId === message.clientId && session.isOpeningFor(message);
}

function endOthers(core: Core, from: Address, clientId: string): void {
	const before = core.sessions.at(from);
	if (before !== undefined) endSession(core, before, {state: 'disconnected', linkOpen: true});

	const elsewhere = core.sessions.named(clientId);
	if (elsewhere === undefined || !elsewhere.connected) return;
	core.counters.takeovers += 1;
	core.send(elsewhere.address, {type: 'DISCONNECT'});
	endSession(core, elsewhere, {state: 'disconnected', linkOpen: true});
}

function sessionFor(core: Core, clientId: string): Session | undefined {
	const remembered = core.sessions.named(clientId);
	if (remembered !== undefined) return remembered;
	return core.sessions.makeRoom() ? new Session(core, clientId) : undefined;
}

function open(core: Core, session: Session, from: Address, message: Connect): void {
	const {clientId, cleanSession, durationS} = message;
	session.state = 'opening';
	session.address = from;
	session.link = core.nextLink();
	session.cleanSession = cleanSession;
	session.keepAliveS = durationS;
	core.sessions.enter(session);
	const keepAliveS = core.options.linkKeepAliveS;
	core.port.open(session.link, {clientId, cleanSession, keepAliveS});
}

function accept(core: Core, session: Session, sessionPresent: boolean): void {
	core.counters.connects += 1;
	session.state = 'active';
	session.heardMs = core.nowMs;
	if (session.cleanSession) session.forget();
	else session.topics.doubt();
	core.deadlines.arm(session, session.dueAtMs);
	core.send(session.address, {type: 'CONNACK', returnCode: ReturnCode.Accepted});
	if (!sessionPresent) restoreSubscriptions(core, session);
	session.delivery.begin();
}

function refuse(core: Core, to: Address, returnCode: number): void {
	core.counters.connectsRefused += 1;
	core.send(to, {type: 'CONNACK', returnCode});
}

function returnCodeOf(outcome: Exclude<OpenOutcome, {kind: 'accepted'}>): number {
	if (outcome.kind === 'unreachable') return ReturnCode.Congestion;
	if (outcome.returnCode === SERVER_UNAVAILABLE) return ReturnCode.Congestion;
	return ReturnCode.NotSupported;
}
