/*
 * REGISTER from a client: MQTT-SN 1.2, 6.5. The other direction is in delivery.ts.
 */
import type {Register} from '../wire/register.js';
import {ReturnCode} from '../wire/return-code.js';
import type {Core} from './core.js';
import {mayPublish} from './publish.js';
import type {Session} from './session.js';
import {isTopicName} from './topic-name.js';

/** The same name gets the same TopicId, however often it is asked for. */
export function onRegister(core: Core, session: Session, message: Register): void {
	const {topicName, msgId} = message;
	if (!isTopicName(topicName) || !mayPublish(core, session.clientId, topicName)) {
		const returnCode = ReturnCode.NotSupported;
		session.send({type: 'REGACK', topicId: 0, msgId, returnCode});
		return;
	}
	const entry = session.topics.add(topicName);
	if (entry === undefined) {
		const returnCode = ReturnCode.Congestion;
		session.send({type: 'REGACK', topicId: 0, msgId, returnCode});
		return;
	}
	if (entry.state !== 'known') core.journal.changed(session);
	entry.state = 'known';
	const {topicId} = entry;
	session.send({type: 'REGACK', topicId, msgId, returnCode: ReturnCode.Accepted});
}
