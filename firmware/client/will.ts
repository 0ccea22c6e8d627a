/*
 * What the gateway publishes if this node is lost: MQTT-SN 1.2, sections 6.3 and 6.4.
 *
 *   None       leave                                -> Left
 *   None       take back                            -> TakenBack   one of an earlier life
 *   any        a new topic                          -> Left        topic due
 *   any        an empty topic                       -> TakenBack   topic due
 *   any        a new message                        -> the same    message due
 *   TakenBack  WILLTOPICRESP accepted, or CONNACK   -> None
 *
 * Each part is on its own:
 *
 *   settled    changed                              -> due
 *   due        sent as an update                    -> settled
 *   settled    congestion is the answer             -> due         asked again after TWAIT
 *   due        CONNACK of a CONNECT with the will   -> settled     it has got there already
 *
 * An update that is lost with its connection is in the next CONNECT.
 *
 *   octets     state .. | topic[WILL_TOPIC_MAX] | message[WILL_MSG_MAX]
 */
import {WILL_MSG_MAX, WILL_TOPIC_MAX} from '../limits';
import {ReturnCode} from '../wire/return-code';

export enum WillState {
	None,
	Left,
	TakenBack,
}

@unmanaged
export class Will {
	state: WillState;
	qos: u8;
	retain: bool;
	topicSize: u8;
	messageSize: u8;
	topicDue: bool;
	messageDue: bool;

	get topic(): usize {
		return changetype<usize>(this) + offsetof<Will>();
	}

	get message(): usize {
		return this.topic + usize(WILL_TOPIC_MAX);
	}

	/** CONNECT is to bear the Will flag. */
	get offered(): bool {
		return this.state !== WillState.None;
	}

	get due(): bool {
		return this.topicDue || this.messageDue;
	}

	/** Takes a copy. An empty topic takes the will back; one that is too long changes nothing. */
	changeTopic(topic: usize, size: u32): void {
		if (size > WILL_TOPIC_MAX) return;
		memory.copy(this.topic, topic, usize(size));
		this.topicSize = u8(size);
		this.topicDue = true;
		this.state = size > 0 ? WillState.Left : WillState.TakenBack;
		if (size === 0) this.messageDue = false;
	}

	/** The same for the message, which may be empty. */
	changeMessage(message: usize, size: u32): void {
		if (size > WILL_MSG_MAX) return;
		memory.copy(this.message, message, usize(size));
		this.messageSize = u8(size);
		this.messageDue = true;
	}

	topicSent(): void {
		this.topicDue = false;
	}

	messageSent(): void {
		this.messageDue = false;
	}

	topicAnswered(returnCode: ReturnCode): void {
		if (returnCode === ReturnCode.Congestion) this.topicDue = true;
		if (returnCode === ReturnCode.Accepted && !this.topicDue) this.forgetTakenBack();
	}

	messageAnswered(returnCode: ReturnCode): void {
		if (returnCode === ReturnCode.Congestion) this.messageDue = true;
	}

	/** The gateway has taken the will, or that there is none, with CONNECT. */
	settle(): void {
		this.topicDue = false;
		this.messageDue = false;
		this.forgetTakenBack();
	}

	private forgetTakenBack(): void {
		if (this.state === WillState.TakenBack) this.state = WillState.None;
	}
}

export const WILL_SIZE: usize = offsetof<Will>() + usize(WILL_TOPIC_MAX) + usize(WILL_MSG_MAX);
