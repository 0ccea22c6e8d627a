/*
 * What an active node sends next, in this order, each as soon as no other request waits:
 *
 *   REGISTER      the topic has no TopicId               not while silent (TWAIT)
 *   SUBSCRIBE     the subscription is wanted             not while silent
 *   PUBLISH       the outbox holds a message             not while silent
 *   UNSUBSCRIBE   the subscription is to be left
 *   DISCONNECT    the node is to leave
 *   PINGREQ       the keep-alive is nearly over
 *
 * Messages that no gateway would take are dropped here. Knows no answers: answers.ts does.
 */
import {RegistrationState} from './client/registration';
import {SessionState} from './client/session';
import {SubscriptionState} from './client/subscription';
import {
	clock,
	keepAlive,
	outbox,
	registration,
	request,
	session,
	silence,
	subscription,
	txFrame,
} from './layout';
import {drop} from './publishing';
import {Refusal} from './report';
import {ask, tell} from './sending';
import {qos} from './settings';
import {Disconnect} from './wire/disconnect';
import {MsgType} from './wire/msg-type';
import {Pingreq} from './wire/pingreq';
import {Publish} from './wire/publish';
import {Register} from './wire/register';
import {Subscribe} from './wire/subscribe';
import {Unsubscribe} from './wire/unsubscribe';

export function sendWhatIsNext(): void {
	if (session.state !== SessionState.Active) return;
	if (registration.state === RegistrationState.Unusable) emptyOutbox();
	if (!request.waiting && !silence.kept) sendWhatSilenceForbids();
	if (!request.waiting) sendWhatIsAlwaysAllowed();
}

function sendWhatSilenceForbids(): void {
	if (registration.state === RegistrationState.Unregistered) register();
	else if (subscription.state === SubscriptionState.Wanted) subscribe();
	else while (outbox.count > 0 && !request.waiting) publishFirst();
}

function sendWhatIsAlwaysAllowed(): void {
	if (subscription.leaving) unsubscribe();
	else if (session.leaveWanted) disconnect();
	else if (keepAlive.due(clock.nowMs)) ping();
}

function emptyOutbox(): void {
	while (outbox.count > 0) drop(0, Refusal.InvalidTopicId);
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
	if (outbox.at(0).qos === 0) publishUnguarded();
	else publishGuarded();
}

function publishUnguarded(): void {
	tell(emitFirst(txFrame, 0));
	outbox.remove(0);
}

function publishGuarded(): void {
	const msgId = request.nextMsgId();
	ask(MsgType.Puback, msgId, emitFirst(request.frame, msgId));
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
