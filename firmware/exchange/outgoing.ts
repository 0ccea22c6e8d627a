/*
 * What a connected node sends next, in this order, each as soon as no other request waits:
 *
 *   REGISTER      the topic has no TopicId               not while silent (TWAIT)
 *   SUBSCRIBE     the subscription is wanted             not while silent
 *   PUBLISH       the outbox holds a message             not while silent; then PUBREL at QoS 2
 *   WILLTOPICUPD, WILLMSGUPD   the will has changed      not while silent
 *   UNSUBSCRIBE   the subscription is to be left
 *   DISCONNECT    the node is to leave, or may sleep
 *   PINGREQ       the keep-alive is nearly over
 *
 * One that is asleep sends CONNECT if anything of that is to be said, DISCONNECT if the Duration
 * has changed, PINGREQ if it is time. One that only faces its gateway publishes at QoS -1.
 *
 * Messages that no gateway would take are dropped here. Knows no answers: answers.ts does.
 */
import {RegistrationState} from '../client/registration';
import {SessionState} from '../client/session';
import {SubscriptionState} from '../client/subscription';
import {
	clock,
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
import {Refusal} from '../report';
import {qos} from '../settings';
import {Disconnect} from '../wire/disconnect';
import {MsgType} from '../wire/msg-type';
import {Pingreq} from '../wire/pingreq';
import {Publish} from '../wire/publish';
import {Register} from '../wire/register';
import {Subscribe} from '../wire/subscribe';
import {Unsubscribe} from '../wire/unsubscribe';
import {updateWill} from './last-will';
import {drop, releaseFirst} from './publishing';
import {canReach} from './sealing';
import {ask, tell} from './sending';
import {doze, resume, wake} from './sleeping';

export function sendWhatIsNext(): void {
	if (session.state === SessionState.Active) sendConnected();
	else if (session.state === SessionState.Facing) sendFacing();
}

function sendFacing(): void {
	if (registration.state === RegistrationState.Unusable) emptyOutbox();
	if (!canReach(session.peer)) return;
	while (outbox.count > 0 && !silence.kept) publishUnguarded();
}

function sendConnected(): void {
	if (request.waiting) return;
	if (registration.state === RegistrationState.Unusable) emptyOutbox();
	if (sleep.asleep) sendFromSleep();
	else sendFromUp();
}

function sendFromSleep(): void {
	if (somethingToSay()) resume();
	else if (sleep.wantedS !== sleep.agreedS) doze();
	else if (sleep.due(clock.nowMs)) wake();
}

function sendFromUp(): void {
	if (!silence.kept) sendWhatSilenceForbids();
	if (!request.waiting) sendWhatIsAlwaysAllowed();
}

/** A sleeper would get up for it. */
function somethingToSay(): bool {
	if (sleep.wantedS === 0 || subscription.leaving || session.leaveWanted) return true;
	if (silence.kept) return false;
	const wanted = subscription.state === SubscriptionState.Wanted;
	return outbox.count > 0 || wanted || will.due;
}

function sendWhatSilenceForbids(): void {
	if (registration.state === RegistrationState.Unregistered) register();
	else if (subscription.state === SubscriptionState.Wanted) subscribe();
	else sendMessages();
	if (!request.waiting && will.due) updateWill();
}

function sendMessages(): void {
	while (outbox.count > 0 && !request.waiting) publishFirst();
}

function sendWhatIsAlwaysAllowed(): void {
	if (subscription.leaving) unsubscribe();
	else if (session.leaveWanted) disconnect();
	else if (!somethingToSay()) doze();
	else if (keepAlive.due(clock.nowMs)) ping();
}

/** A released message is the gateway's already: it needs no topic any more. */
function emptyOutbox(): void {
	const first: u32 = outbox.at(0).released ? 1 : 0;
	while (outbox.count > first) drop(first, Refusal.InvalidTopicId);
}

function register(): void {
	const msgId = request.nextMsgId();
	const message = Register.over(request.frame);
	ask(MsgType.Regack, msgId, message.emit(0, msgId, registration.name, registration.nameSize));
}

function subscribe(): void {
	const msgId = request.nextMsgId();
	const message = Subscribe.over(request.frame);
	const size = subscription.isNormal
		? message.emitName(qos(), msgId, subscription.name, subscription.nameSize)
		: message.emitId(qos(), subscription.idType, msgId, subscription.id);
	ask(MsgType.Suback, msgId, size);
}

function publishFirst(): void {
	const message = outbox.at(0);
	if (message.qos <= 0) publishUnguarded();
	else if (message.released) releaseFirst();
	else publishGuarded();
}

function publishUnguarded(): void {
	tell(emitFirst(txFrame, 0));
	outbox.remove(0);
}

/** What a kept session has seen already keeps its MsgId, so that it is known again. */
function publishGuarded(): void {
	const message = outbox.at(0);
	const again = message.msgId > 0;
	if (!again) message.msgId = request.nextMsgId();
	const size = emitFirst(request.frame, message.msgId);
	Publish.over(request.frame).dup = again;
	ask(message.qos === 1 ? MsgType.Puback : MsgType.Pubrec, message.msgId, size);
}

function emitFirst(frame: usize, msgId: u16): u32 {
	const message = outbox.at(0);
	const idType = registration.idType;
	const id = registration.id;
	return Publish.over(frame).emit(message.qos, idType, id, msgId, message.payload, message.size);
}

function unsubscribe(): void {
	const msgId = request.nextMsgId();
	const message = Unsubscribe.over(request.frame);
	const size = subscription.isNormal
		? message.emitName(msgId, subscription.name, subscription.nameSize)
		: message.emitId(subscription.idType, msgId, subscription.id);
	ask(MsgType.Unsuback, msgId, size);
}

function disconnect(): void {
	session.leave();
	ask(MsgType.Disconnect, 0, Disconnect.over(request.frame).emit());
}

/** An active client is known by its address; only a sleeping one bears its ClientId here. */
function ping(): void {
	ask(MsgType.Pingresp, 0, Pingreq.over(request.frame).emit(0, 0));
}
