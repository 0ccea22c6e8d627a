/*
 * Wills: MQTT-SN 1.2, 6.3 and 6.4. The gateway keeps them and publishes them itself, on its own
 * link, since MQTT knows no way to change the will of a connection; so an update takes effect at
 * once and for good.
 *
 *   Prompting for      Event              Next      Action
 *   topic              WILLTOPIC          message   WILLMSGREQ
 *   topic or message   WILLTOPIC, empty   -         no will; open the link
 *   topic or message   WILLTOPIC of no    -         refused: CONNACK "not supported"
 *                      use, or forbidden
 *   topic or message   CONNECT again      as is     the prompt again
 *   message            WILLTOPIC          message   WILLMSGREQ
 *   message            WILLMSG            -         open the link
 *
 *   CleanSession   Will   Will of the session, once the broker accepts
 *   yes            yes    the new one
 *   yes            no     none
 *   no             yes    the new one; an empty WILLTOPIC deletes it
 *   no             no     the old one
 *
 * Published when a client is lost, awake or asleep, never after DISCONNECT. A client that was told
 * DISCONNECT because its link broke has until the end of its keep-alive to come back.
 */
import {ReturnCode} from '../wire/return-code.js';
import type {WillMsg, WillMsgUpd, WillTopic, WillTopicUpd} from '../wire/will.js';
import type {Core} from './core.js';
import {mayPublish} from './publish.js';
import type {Session, Will} from './session.js';
import {isTopicName} from './topic-name.js';

export const NO_WILL: Will = {target: undefined, willMsg: new Uint8Array()};

/** What a prompt leads to: the next one, a complete will, or the end of a CONNECT. */
export type Prompted = 'prompting' | 'complete' | 'refused';

/** Asks for what is missing. */
export function prompt(session: Session): void {
	const topicKnown = session.newWill?.target !== undefined;
	session.send({type: topicKnown ? 'WILLMSGREQ' : 'WILLTOPICREQ'});
}

export function onWillTopic(core: Core, session: Session, {target}: WillTopic): Prompted {
	if (target === undefined) {
		session.newWill = NO_WILL;
		return 'complete';
	}
	if (!mayHaveWill(core, session, target.willTopic)) return 'refused';
	session.newWill = {target, willMsg: NO_WILL.willMsg};
	prompt(session);
	return 'prompting';
}

export function onWillMsg(session: Session, {willMsg}: WillMsg): Prompted {
	const target = session.newWill?.target;
	if (target === undefined) {
		prompt(session);
		return 'prompting';
	}
	session.newWill = {target, willMsg: Uint8Array.from(willMsg)};
	return 'complete';
}

/** Topic, QoS and Retain are replaced, and the message stays; an empty one deletes both. */
export function onWillTopicUpd(core: Core, session: Session, {target}: WillTopicUpd): void {
	if (target !== undefined && !mayHaveWill(core, session, target.willTopic)) {
		session.send({type: 'WILLTOPICRESP', returnCode: ReturnCode.NotSupported});
		return;
	}
	const {willMsg} = session.will ?? NO_WILL;
	session.will = target && {target, willMsg};
	core.journal.changed(session);
	session.send({type: 'WILLTOPICRESP', returnCode: ReturnCode.Accepted});
}

/** The message is replaced, and the topic stays; without a topic it waits for one. */
export function onWillMsgUpd(core: Core, session: Session, {willMsg}: WillMsgUpd): void {
	const target = session.will?.target;
	session.will = {target, willMsg: Uint8Array.from(willMsg)};
	core.journal.changed(session);
	session.send({type: 'WILLMSGRESP', returnCode: ReturnCode.Accepted});
}

/** Has the will of `session` published, however long the broker is away. */
export function publishWill(core: Core, session: Session): void {
	session.willAtMs = Number.POSITIVE_INFINITY;
	if (session.will?.target === undefined) return;
	const {target, willMsg: payload} = session.will;
	const {willTopic: topicName, qos, retain} = target;
	if (!mayPublish(core, session.clientId, topicName)) {
		session.willDue = false;
		return;
	}
	session.willDue = true;
	core.house.publish({topicName, payload, qos, retain}, () => {
		core.counters.willsPublished += 1;
		session.willDue = false;
		core.journal.changed(session);
		forgetIfOver(core, session);
	});
}

function mayHaveWill(core: Core, session: Session, willTopic: string): boolean {
	return isTopicName(willTopic) && mayPublish(core, session.clientId, willTopic);
}

/** Nothing is left to know of a client whose session ended with its will. */
export function forgetIfOver(core: Core, session: Session): void {
	if (session.connected || session.outlives) return;
	if (core.sessions.named(session.clientId) === session) core.sessions.forget(session);
}
