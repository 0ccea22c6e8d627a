/*
 * SUBSCRIBE and UNSUBSCRIBE: MQTT-SN 1.2, 6.9. Both are answered after the broker has.
 *
 *   Topic              TopicId in SUBACK
 *   a name             its normal id, the same one each time
 *   a filter with + #  0
 *   a short name       0
 *   a predefined id    the same
 */
import type {Qos, Token} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import {ReturnCode} from '../wire/return-code.js';
import {shortTopicName} from '../wire/short-topic.js';
import type {Subscribe, Topic, Unsubscribe} from '../wire/subscribe.js';
import type {Core} from './core.js';
import type {Question} from './questions.js';
import type {Session} from './session.js';
import {isPlain, isTopicFilter, isTopicName} from './topic-name.js';

type SubscribeQuestion = Extract<Question, {kind: 'subscribe'}>;

/** SUBACK grants what the broker grants, and gives the TopicId to expect. */
export function onSubscribe(core: Core, session: Session, message: Subscribe): void {
	const {topic, msgId, qos} = message;
	if (session.questions.isOpen('subscribe', msgId)) {
		core.counters.duplicates += 1;
		return;
	}
	const filter = filterOf(core, topic);
	if (filter === undefined) {
		refuse(session, msgId, faultOf(topic));
		return;
	}
	if (!core.options.access.maySubscribe(session.clientId, filter)) {
		core.counters.accessRefused += 1;
		refuse(session, msgId, ReturnCode.NotSupported);
		return;
	}
	const question = hasRoomFor(core, session, filter) && questionOf(session, message, filter);
	if (!question) {
		refuse(session, msgId, ReturnCode.Congestion);
		return;
	}
	const token = session.questions.begin(question);
	core.port.subscribe(session.link, token, filter, qos);
}

export function onSubscribed(
	core: Core,
	session: Session,
	token: Token,
	granted: Qos | undefined,
): void {
	const question = session.questions.finish(token);
	if (question?.kind === 'restore' && granted === undefined) {
		session.subscriptions.delete(question.filter);
		core.journal.changed(session);
	}
	if (question?.kind !== 'subscribe') return;
	if (granted === undefined) {
		// Not "invalid topic id": that would send the client to REGISTER, in vain.
		refuse(session, question.msgId, ReturnCode.NotSupported);
		return;
	}
	grant(core, session, question, granted);
}

/** UNSUBACK comes for what never was subscribed to as well; the client's aim is reached. */
export function onUnsubscribe(core: Core, session: Session, message: Unsubscribe): void {
	const {topic, msgId} = message;
	const {questions} = session;
	if (questions.isOpen('unsubscribe', msgId)) {
		core.counters.duplicates += 1;
		return;
	}
	const filter = filterOf(core, topic);
	if (filter === undefined) {
		session.send({type: 'UNSUBACK', msgId});
		return;
	}
	// UNSUBACK knows no refusal: the client asks again after Tretry.
	if (!questions.hasRoom) return;
	const token = questions.begin({kind: 'unsubscribe', msgId, filter});
	core.port.unsubscribe(session.link, token, filter);
}

export function onUnsubscribed(core: Core, session: Session, token: Token): void {
	const question = session.questions.finish(token);
	if (question?.kind !== 'unsubscribe') return;
	session.subscriptions.delete(question.filter);
	core.journal.changed(session);
	session.send({type: 'UNSUBACK', msgId: question.msgId});
}

/** CONNACK of MQTT-SN cannot say that the broker forgot a session, so the gateway repairs it. */
export function restoreSubscriptions(core: Core, session: Session): void {
	for (const [filter, {qos}] of session.subscriptions) {
		const token = session.questions.begin({kind: 'restore', msgId: 0, filter});
		core.port.subscribe(session.link, token, filter, qos);
	}
}

function hasRoomFor(core: Core, session: Session, filter: string): boolean {
	const {questions, subscriptions} = session;
	if (!questions.hasRoom) return false;
	return subscriptions.has(filter) || subscriptions.size < core.options.subscriptionsMax;
}

function questionOf(
	session: Session,
	{topic, msgId}: Subscribe,
	filter: string,
): SubscribeQuestion | undefined {
	const question = {kind: 'subscribe', msgId, filter, topicId: 0, predefinedId: undefined} as const;
	if (topic.topicIdType === TopicIdType.Predefined) {
		return {...question, topicId: topic.topicId, predefinedId: topic.topicId};
	}
	if (topic.topicIdType === TopicIdType.Short || !isPlain(filter)) return question;
	const entry = session.topics.add(filter);
	return entry && {...question, topicId: entry.topicId};
}

function grant(core: Core, session: Session, question: SubscribeQuestion, qos: Qos): void {
	const {topicId, msgId, filter, predefinedId} = question;
	session.subscriptions.set(filter, {qos, predefinedId});
	core.journal.changed(session);
	const entry = predefinedId === undefined ? session.topics.ofId(topicId) : undefined;
	if (entry !== undefined) entry.state = 'known';
	const returnCode = ReturnCode.Accepted;
	session.send({type: 'SUBACK', qos, topicId, msgId, returnCode});
}

function refuse(session: Session, msgId: number, returnCode: number): void {
	session.send({type: 'SUBACK', qos: 0, topicId: 0, msgId, returnCode});
}

function faultOf(topic: Topic): number {
	if (topic.topicIdType === TopicIdType.Normal) return ReturnCode.NotSupported;
	return ReturnCode.InvalidTopicId;
}

function filterOf(core: Core, topic: Topic): string | undefined {
	if (topic.topicIdType === TopicIdType.Normal) {
		return isTopicFilter(topic.topicName) ? topic.topicName : undefined;
	}
	if (topic.topicIdType === TopicIdType.Predefined) {
		return core.options.predefined.get(topic.topicId);
	}
	const topicName = shortTopicName(topic.topicId);
	return topicName !== undefined && isTopicName(topicName) ? topicName : undefined;
}
