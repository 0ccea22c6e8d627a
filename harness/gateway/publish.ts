/*
 * PUBLISH from a client: MQTT-SN 1.2, 6.6. The other direction is in delivery.ts.
 *
 * The payload that goes to the broker is a view of the datagram: a transport that uses its
 * receive buffer again hands in a copy.
 */
import type {PublishOutcome, Token} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import type {Publish} from '../wire/publish.js';
import {ReturnCode} from '../wire/return-code.js';
import {shortTopicName} from '../wire/short-topic.js';
import type {Core} from './core.js';
import type {Session} from './session.js';
import {isTopicName} from './topic-name.js';

/** What the broker does not answer needs no name. */
const NO_TOKEN: Token = 0;

/**
 * At QoS 1 the client is told accepted only once the broker has acknowledged, so a gateway that
 * dies in between costs a duplicate, never a message. An unknown topic is said so at any QoS.
 */
export function onPublish(core: Core, session: Session, message: Publish): void {
	if (message.qos === 2) {
		refuse(core, session, message, ReturnCode.NotSupported);
		return;
	}
	const topicName = topicNameOf(core, session, message);
	if (topicName === undefined) {
		refuse(core, session, message, ReturnCode.InvalidTopicId);
		return;
	}
	if (message.qos === 1) publishAcknowledged(core, session, message, topicName);
	else publish(core, session, message, {topicName, token: NO_TOKEN, qos: 0});
}

/** The PUBACK that the client waits for. Anything but accepted is congestion: it may try again. */
export function onPublished(
	core: Core,
	session: Session,
	token: Token,
	outcome: PublishOutcome,
): void {
	const question = session.questions.finish(token);
	if (question?.kind !== 'publish') return;
	if (outcome !== 'accepted') {
		refuse(core, session, question, ReturnCode.Congestion);
		return;
	}
	puback(core, session, question, ReturnCode.Accepted);
}

function publishAcknowledged(
	core: Core,
	session: Session,
	message: Publish,
	topicName: string,
): void {
	const {questions} = session;
	const {msgId, topicId} = message;
	if (questions.isOpen('publish', msgId)) {
		core.counters.duplicates += 1;
		return;
	}
	if (!questions.hasRoom) {
		refuse(core, session, message, ReturnCode.Congestion);
		return;
	}
	const token = questions.begin({kind: 'publish', msgId, topicId});
	publish(core, session, message, {topicName, token, qos: 1});
}

function publish(
	core: Core,
	session: Session,
	{data: payload, retain}: Publish,
	{topicName, token, qos}: {topicName: string; token: Token; qos: 0 | 1},
): void {
	core.counters.published += 1;
	core.port.publish(session.link, token, {topicName, payload, qos, retain});
}

function topicNameOf(core: Core, session: Session, message: Publish): string | undefined {
	const {topicIdType, topicId} = message;
	if (topicIdType === TopicIdType.Normal) return session.topics.ofId(topicId)?.topicName;
	if (topicIdType === TopicIdType.Predefined) return core.options.predefined.get(topicId);
	const topicName = shortTopicName(topicId);
	return topicName !== undefined && isTopicName(topicName) ? topicName : undefined;
}

type Numbers = Pick<Publish, 'topicId' | 'msgId'>;

function refuse(core: Core, session: Session, message: Numbers, returnCode: number): void {
	core.counters.publishesRefused += 1;
	puback(core, session, message, returnCode);
}

function puback(core: Core, session: Session, {topicId, msgId}: Numbers, returnCode: number): void {
	core.send(session.address, {type: 'PUBACK', topicId, msgId, returnCode});
}
