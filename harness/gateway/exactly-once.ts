/*
 * PUBLISH at QoS 2 from a client: MQTT-SN 1.2, 6.6. The states of a MsgId stand in receipts.ts.
 *
 *   client              gateway                      broker
 *     PUBLISH    -->      MsgId and token stored
 *                         publish at QoS 2    -->
 *                                             <--      accepted
 *                         received, stored
 *                <--      PUBREC
 *     PUBREL     -->      forgotten, stored
 *                <--      PUBCOMP
 *
 * The broker sees one PUBLISH for a MsgId however often it comes, before PUBREC or after it.
 */
import type {PublishOutcome} from '../broker/port.js';
import type {Publish, Pubrel} from '../wire/publish.js';
import type {Core} from './core.js';
import type {Receipt} from './receipts.js';
import type {Session} from './session.js';

/** PUBREC comes only once the broker has the message. */
export function publishOnce(
	core: Core,
	session: Session,
	{msgId, topicId, data: payload, retain}: Publish,
	topicName: string,
): void {
	const receipt = session.receipts.of(msgId);
	if (receipt?.received) {
		core.counters.duplicates += 1;
		session.send({type: 'PUBREC', msgId});
		return;
	}
	const {token} = receipt ?? begin(core, session, msgId);
	session.questions.beginAs(token, {kind: 'publish', msgId, topicId, qos: 2});
	core.counters.published += 1;
	session.ask(link => core.port.publish(link, token, {topicName, payload, qos: 2, retain}));
}

/** What the broker says. One out of reach may have it all the same: the token is kept for it. */
export function onPublishedOnce(
	core: Core,
	session: Session,
	msgId: number,
	outcome: PublishOutcome,
): void {
	const receipt = session.receipts.of(msgId);
	if (receipt === undefined || outcome === 'unreachable') return;
	core.journal.changed(session);
	if (outcome === 'refused') session.receipts.finish(msgId);
	else receipt.received = true;
	if (receipt.received) session.send({type: 'PUBREC', msgId});
}

/** PUBCOMP is the answer to any PUBREL, so that a client which knows less than we do gets on. */
export function onPubrel(core: Core, session: Session, {msgId}: Pubrel): void {
	const receipt = session.receipts.of(msgId);
	if (receipt !== undefined && !receipt.received) {
		core.counters.unexpected += 1;
		return;
	}
	if (session.receipts.finish(msgId)) core.journal.changed(session);
	else core.counters.duplicates += 1;
	session.send({type: 'PUBCOMP', msgId});
}

/** What a client was to release and never did makes room. */
function begin(core: Core, session: Session, msgId: number): Receipt {
	if (session.receipts.size >= core.options.questionsMax) session.receipts.giveUpOne();
	core.journal.changed(session);
	return session.receipts.begin(msgId);
}
