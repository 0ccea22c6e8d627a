/*
 * PUBLISH from a client: MQTT-SN 1.2, 6.6. The other direction is in delivery.ts.
 *
 * The payload that goes to the broker is a view of the datagram: a transport that uses its
 * receive buffer again hands in a copy.
 */
import type {PublishOutcome, Token} from '../broker/port.js';
import type {Address} from '../transport/transport.js';
import {TopicIdType} from '../wire/flags.js';
import type {Publish} from '../wire/publish.js';
import {ReturnCode} from '../wire/return-code.js';
import {shortTopicName} from '../wire/short-topic.js';
import type {Core} from './core.js';
import {onPublishedOnce, publishOnce} from './exactly-once.js';
import type {Session} from './session.js';
import {isTopicName} from './topic-name.js';

/** What the broker does not answer needs no name. */
const NO_TOKEN: Token = 0;

/**
 * At QoS 1 the client is told accepted only once the broker has acknowledged, so a gateway that
 * dies in between costs a duplicate, never a message. An unknown topic is said so at any QoS.
 */
export function onPublish(core: Core, session: Session, message: Publish): void {
	const topicName = topicNameOf(core, session, message);
	if (topicName === undefined) {
		refuse(core, session, message, ReturnCode.InvalidTopicId);
		return;
	}
	if (!mayPublish(core, session.clientId, topicName)) {
		refuse(core, session, message, ReturnCode.NotSupported);
		return;
	}
	if (message.qos === 0) publish(core, session, message, {topicName, token: NO_TOKEN, qos: 0});
	else publishAcknowledged(core, session, message, topicName);
}

/** At QoS -1 nobody has to be connected and nobody is answered: MQTT-SN 1.2, 6.8. */
export function onPublishFromAnybody(core: Core, from: Address, message: Publish): void {
	core.counters.withoutConnection += 1;
	const topicName = commonNameOf(core, message);
	const clientId = core.sessions.at(from)?.clientId ?? '';
	if (topicName === undefined || !mayPublish(core, clientId, topicName)) {
		core.counters.publishesRefused += 1;
		return;
	}
	// Copied: the link may have to be opened first.
	const payload = Uint8Array.from(message.data);
	core.house.publish({topicName, payload, qos: 0, retain: message.retain});
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
	if (question.qos === 2) onPublishedOnce(core, session, question.msgId, outcome);
	if (outcome !== 'accepted') {
		refuse(core, session, question, ReturnCode.Congestion);
		return;
	}
	if (question.qos === 1) puback(session, question, ReturnCode.Accepted);
}

/** Whether the access list lets `topicName` pass; counted where not. */
export function mayPublish(core: Core, clientId: string, topicName: string): boolean {
	const may = core.options.access.mayPublish(clientId, topicName);
	if (!may) core.counters.accessRefused += 1;
	return may;
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
	if (message.qos === 2) {
		publishOnce(core, session, message, topicName);
		return;
	}
	const token = questions.begin({kind: 'publish', msgId, topicId, qos: 1});
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
	if (message.topicIdType !== TopicIdType.Normal) return commonNameOf(core, message);
	return session.topics.ofId(message.topicId)?.topicName;
}

/** What a predefined TopicId or a short name stands for, whoever says it. */
function commonNameOf(core: Core, {topicIdType, topicId}: Publish): string | undefined {
	if (topicIdType === TopicIdType.Predefined) return core.options.predefined.get(topicId);
	const topicName = shortTopicName(topicId);
	return topicName !== undefined && isTopicName(topicName) ? topicName : undefined;
}

type Numbers = Pick<Publish, 'topicId' | 'msgId'>;

function refuse(core: Core, session: Session, message: Numbers, returnCode: number): void {
	core.counters.publishesRefused += 1;
	puback(session, message, returnCode);
}

function puback(session: Session, {topicId, msgId}: Numbers, returnCode: number): void {
	session.send({type: 'PUBACK', topicId, msgId, returnCode});
}
