/*
 * From looking for a gateway to losing it: joins the machines of session.ts, discovery.ts and
 * gateways.ts, and tells every other machine when what it knows of the gateway is void.
 */
import {DiscoveryAction, DiscoveryState} from '../client/discovery';
import {Gateway} from '../client/gateways';
import {RetryAction} from '../client/retry';
import {SessionState} from '../client/session';
import {SessionKind} from '../config';
import {Counter} from '../counter';
import {count} from '../counting';
import {entropy} from '../host';
import {
	clientId,
	clock,
	discovery,
	gateways,
	inbound,
	inbox,
	keepAlive,
	outbox,
	registration,
	request,
	session,
	silence,
	sleep,
	subscription,
	txFrame,
	will,
} from '../layout';
import {CLIENT_ID_SIZE, RECONNECT_MS, SHUN_MS} from '../limits';
import {report} from '../link/outside';
import {Refusal, Report} from '../report';
import {
	keepAliveS,
	keepsSession,
	qos,
	retryMs,
	searchMs,
	sessionKind,
	sleepS,
	waitMs,
} from '../settings';
import {Connect} from '../wire/connect';
import {MsgType} from '../wire/msg-type';
import {Searchgw} from '../wire/searchgw';
import {reach} from './handshaking';
import {drop} from './publishing';
import {canReach} from './sealing';
import {ask, askAgain, broadcast, reportCongestion} from './sending';
import {wakingUnanswered} from './sleeping';
import {abandonKeys} from './upkeep';

/** A radius of 0 asks the whole network. MQTT-SN 1.2, 5.3.9. */
const WHOLE_NETWORK: u8 = 0;

/**
 * A node that has something to say begins to look for a gateway. Where the gateway has kept a
 * session of an earlier life, MsgIds begin by luck: low ones may still mean something there.
 */
export function beginSession(): void {
	session.begin();
	sleep.wantedS = sleepS();
	if (sessionKind() === SessionKind.Kept) request.lastMsgId = u16(entropy());
	seek();
}

/** Follows the deadlines of everything between two connections. */
export function pollConnection(): void {
	gateways.poll(clock.nowMs);
	silence.poll(clock.nowMs);
	if (session.poll(clock.nowMs)) seek();
	if (session.state === SessionState.Facing) pollFacing();
	if (session.seeking) pollDiscovery();
}

/** Sends the waiting request again when it is time, or gives the gateway up. */
export function pollRequest(): void {
	const action = request.poll(clock.nowMs, retryMs());
	if (action === RetryAction.Resend) askAgain();
	if (action === RetryAction.GiveUp) gatewayFailed();
}

/** To be called when a gateway was heard: it may be the one that is looked for. */
export function considerGateways(): void {
	if (discovery.looking && gateways.best) discovery.found(clock.nowMs, entropy());
}

export function connectionAccepted(): void {
	gateways.accepted(session.peer);
	keepAlive.begin(clock.nowMs, keepAliveS() * 1000);
	if (sleep.resuming) sleep.reset();
	else connectionBegun();
}

/**
 * A CONNACK that nobody waits for: a copy of our CONNECT came late, and the gateway has begun our
 * session once more. What it was told before is void, and what it still answers is, too.
 */
export function sessionBegunAnew(): void {
	if (session.state !== SessionState.Active || !sleep.up) return;
	request.reset();
	registration.reset();
	subscription.reset();
	if (session.clean) forgetSession();
}

/** The gateway has no room for us: it is left alone for TWAIT. MQTT-SN 1.2, 6.2. */
export function connectionCongested(): void {
	reportCongestion(waitMs());
	refusedFor(waitMs());
}

export function connectionRefused(): void {
	refusedFor(SHUN_MS);
}

/** DISCONNECT came unasked. All its clients may have got one, so we wait by luck. */
export function gatewayLeft(): void {
	pauseFor(entropy() % (RECONNECT_MS + 1));
}

/** Our DISCONNECT is done, answered or not. */
export function weLeft(): void {
	pauseFor(waitMs());
}

/** There are keys for `peer`: on with what waited for them. */
export function keysAgreed(peer: u16): void {
	if (!waitsForKeys()) return;
	const gateway = gateways.find(peer);
	if (gateway) turnTo(gateway);
	else seek();
}

/** There are none, and the next attempt may go to another gateway. */
export function keysRefused(peer: u16): void {
	if (!waitsForKeys()) return;
	gateways.failed(peer);
	if (gateways.best) seek();
}

/** Another attempt may be made. */
export function seekAgain(): void {
	if (waitsForKeys()) seek();
}

/** A gateway was chosen, and cannot be talked to yet. */
function waitsForKeys(): bool {
	return session.seeking && discovery.state === DiscoveryState.Idle;
}

function connectionBegun(): void {
	session.accepted();
	will.settle();
	if (session.connectedBefore) count(Counter.Reconnects);
	session.connectedBefore = true;
	report(Report.Connected, session.gatewayId, 0, 0);
}

function pollDiscovery(): void {
	considerGateways();
	if (!discovery.due(clock.nowMs)) return;
	const action = discovery.poll(clock.nowMs, entropy());
	if (action === DiscoveryAction.Search) broadcast(Searchgw.over(txFrame).emit(WHOLE_NETWORK));
	if (action === DiscoveryAction.Choose) choose();
}

function choose(): void {
	const gateway = gateways.best;
	if (!gateway) seek();
	else if (canReach(gateway.peer)) turnTo(gateway);
	else reach(gateway.peer, gateway.id);
}

function turnTo(gateway: Gateway): void {
	if (qos() < 0) session.face(gateway.peer, gateway.id);
	else connectTo(gateway);
}

/** Nobody answers at QoS -1: a gateway is good as long as it is heard. */
function pollFacing(): void {
	if (gateways.find(session.peer)) return;
	forgetConnection();
	session.seek();
	seek();
}

function connectTo(gateway: Gateway): void {
	const clean = beginsClean();
	if (clean) forgetSession();
	if (clean || gateway.peer !== session.peer) forgetTopicIds();
	session.connect(gateway.peer, gateway.id, clean);
	const connect = Connect.over(request.frame);
	const size = connect.emit(u16(keepAliveS()), clientId, CLIENT_ID_SIZE);
	connect.cleanSession = clean;
	connect.will = will.offered;
	ask(MsgType.Connack, 0, size);
}

/** After a boot there is nothing that could go on, unless somebody wants it to. */
function beginsClean(): bool {
	if (session.connectedBefore) return !keepsSession();
	return sessionKind() !== SessionKind.Kept;
}

/** State of a clean session is not used in another one: [MQTT-3.1.2-6], decision 0010. */
function forgetSession(): void {
	inbox.reset();
	if (outbox.inDoubt) drop(0, Refusal.SessionEnded);
	outbox.forgetMsgIds();
}

function forgetTopicIds(): void {
	inbound.reset();
	subscription.forgetId();
}

function seek(): void {
	discovery.begin(clock.nowMs, searchMs(), entropy());
	considerGateways();
}

function refusedFor(shunMs: u32): void {
	gateways.shun(session.peer, clock.nowMs + shunMs);
	forgetConnection();
	session.seek();
	seek();
}

function gatewayFailed(): void {
	count(Counter.GivenUp);
	if (session.state === SessionState.Leaving) weLeft();
	else if (!sleep.awake || !wakingUnanswered()) gatewaySilent();
}

function gatewaySilent(): void {
	gateways.failed(session.peer);
	abandonKeys(session.peer);
	forgetConnection();
	session.seek();
	seek();
}

function pauseFor(pauseMs: u32): void {
	forgetConnection();
	session.pause(clock.nowMs, pauseMs);
}

function forgetConnection(): void {
	if (session.connected) report(Report.Lost, session.gatewayId, 0, 0);
	request.reset();
	keepAlive.reset();
	silence.reset();
	sleep.reset();
	registration.reset();
	subscription.reset();
}
