/*
 * The one request that waits for its answer. MQTT-SN 1.2 allows one PUBLISH, one REGISTER and one
 * SUBSCRIBE or UNSUBSCRIBE at a time (6.5, 6.6, 6.9); a node sends one of all kinds, so a single
 * frame is enough to send the same octets again.
 *
 *   size   what the frame holds       awaits, msgId   what the answer must bear
 *
 * The states are those of retry.ts. Knows the octets, and of the messages only their DUP flag.
 */
import {TX_FRAME_SIZE} from '../limits';
import {must, Panic} from '../panic';
import {Header} from '../wire/header';
import {MsgType} from '../wire/msg-type';
import {Publish} from '../wire/publish';
import {Subscribe} from '../wire/subscribe';
import {Retry, RetryState} from './retry';

@unmanaged
export class Request extends Retry {
	size: u32;
	msgId: u16;
	lastMsgId: u16;
	awaits: MsgType;

	get frame(): usize {
		return changetype<usize>(this) + offsetof<Request>();
	}

	get waiting(): bool {
		return this.state === RetryState.Waiting;
	}

	/** MsgId 0 means "none", so the numbers wrap from 0xffff to 1. */
	nextMsgId(): u16 {
		this.lastMsgId = this.lastMsgId === 0xffff ? 1 : this.lastMsgId + 1;
		return this.lastMsgId;
	}

	/** Names the answer to what lies in the frame. `msgId` is 0 where the answer bears none. */
	expect(awaits: MsgType, msgId: u16, size: u32): void {
		must(this.state === RetryState.Idle, Panic.RequestBusy);
		must(size <= TX_FRAME_SIZE, Panic.Size);
		this.awaits = awaits;
		this.msgId = msgId;
		this.size = size;
	}

	/** True where such an answer is waited for. TopicIds are not compared: peers send 0. */
	isAnsweredBy(awaits: MsgType, msgId: u16): bool {
		return this.waiting && this.awaits === awaits && this.msgId === msgId;
	}

	/** Sets DUP in those messages that have it: MQTT-SN 1.2, 5.3.4. */
	markResent(): void {
		const msgType = Header.over(this.frame).msgType;
		if (msgType === MsgType.Publish) Publish.over(this.frame).dup = true;
		if (msgType === MsgType.Subscribe) Subscribe.over(this.frame).dup = true;
	}
}

export const REQUEST_BYTES: usize = offsetof<Request>() + usize(TX_FRAME_SIZE);
