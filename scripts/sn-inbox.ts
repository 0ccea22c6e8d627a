/*
 * What a gateway sends to an SnClient by itself, and how a client answers: MQTT-SN 1.2, 6.5, 6.10.
 *
 *   REGISTER                     REGACK, whatever the topic
 *   PUBLISH at QoS 0, 1          told; PUBACK
 *   PUBLISH at QoS 2, new        told; PUBREC
 *   PUBLISH at QoS 2, had        PUBREC
 *   PUBREL                       PUBCOMP, and the MsgId is new again
 */
import type {Message} from '../harness/wire/wire.js';

export class SnInbox {
	readonly #told: (data: Uint8Array) => void;
	readonly #had = new Set<number>();

	constructor(told: (data: Uint8Array) => void) {
		this.#told = told;
	}

	/** What is to be sent for `message`; undefined for what is no business of an inbox. */
	answerTo(message: Message): Message | undefined {
		switch (message.type) {
			case 'REGISTER':
				return {...message, type: 'REGACK', returnCode: 0};
			case 'PUBREL':
				this.#had.delete(message.msgId);
				return {type: 'PUBCOMP', msgId: message.msgId};
			case 'PUBLISH':
				return this.#take(message);
			default:
				return undefined;
		}
	}

	#take(message: Extract<Message, {type: 'PUBLISH'}>): Message | undefined {
		const {qos, msgId, topicId, data} = message;
		if (qos !== 2 || !this.#had.has(msgId)) this.#told(Uint8Array.from(data));
		if (qos === 1) return {type: 'PUBACK', topicId, msgId, returnCode: 0};
		if (qos !== 2) return undefined;
		this.#had.add(msgId);
		return {type: 'PUBREC', msgId};
	}
}
