/*
 * Messages of the app that wait to be published, the oldest first.
 *
 *   index     0         1         ..   OUTBOX_MAX - 1
 *   octets    | message | message | .. |
 *             qos, size, registrations, released, msgId, payload[PAYLOAD_MAX]
 *
 * The message that is being published stays at index 0 until it is acknowledged. At QoS 2 that
 * takes two steps (MQTT-SN 1.2, 6.6), and what was reached outlives a kept session's connection:
 *
 *   fresh      PUBLISH goes out                    -> begun      has a MsgId
 *   begun      PUBACK rejected                     -> fresh
 *   begun      session is gone, QoS 1              -> fresh
 *   begun      session is gone, QoS 2              -> removed    decision 0010
 *   begun      PUBACK accepted                     -> removed
 *   begun      PUBREC                              -> released   never sent as PUBLISH again
 *   released   PUBCOMP                             -> removed
 *
 * Who is told of a message that had to go, the caller decides; here it is only found and removed.
 */
import {OUTBOX_MAX, PAYLOAD_MAX} from '../limits';
import {must, Panic} from '../panic';

@unmanaged
export class Message {
	/** -1 to 2. */
	qos: i8;
	size: u8;
	/** How often its topic was registered anew because the gateway did not know the TopicId. */
	registrations: u8;
	released: bool;
	/** 0 while fresh. */
	msgId: u16;

	get payload(): usize {
		return changetype<usize>(this) + offsetof<Message>();
	}
}

/** Even, as PAYLOAD_MAX is, so that every msgId is aligned. */
const STRIDE: usize = offsetof<Message>() + usize(PAYLOAD_MAX);

@unmanaged
export class Outbox {
	count: u32;

	get full(): bool {
		return this.count === OUTBOX_MAX;
	}

	at(index: u32): Message {
		must(index < OUTBOX_MAX, Panic.Index);
		return changetype<Message>(this.messages + STRIDE * usize(index));
	}

	/** Takes a copy of the payload. The caller has made room. */
	add(qos: i32, payload: usize, size: u32): void {
		must(!this.full, Panic.State);
		must(size <= PAYLOAD_MAX, Panic.Size);
		const message = this.at(this.count);
		memory.fill(changetype<usize>(message), 0, STRIDE);
		message.qos = i8(qos);
		message.size = u8(size);
		memory.copy(message.payload, payload, usize(size));
		this.count += 1;
	}

	/** The gateway may have taken the first message at QoS 2, or not. */
	get inDoubt(): bool {
		const first = this.at(0);
		return this.count > 0 && first.qos === 2 && first.msgId !== 0 && !first.released;
	}

	/** What the gateway has not taken is fresh again. */
	forgetMsgIds(): void {
		for (let i: u32 = 0; i < this.count; i++) {
			if (!this.at(i).released) this.at(i).msgId = 0;
		}
	}

	/** The index of the oldest message of QoS 0 or -1; -1 if there is none. */
	get oldestUnguarded(): i32 {
		for (let i: u32 = 0; i < this.count; i++) {
			if (this.at(i).qos <= 0) return i32(i);
		}
		return -1;
	}

	remove(index: u32): void {
		must(index < this.count, Panic.Index);
		const gap = changetype<usize>(this.at(index));
		this.count -= 1;
		memory.copy(gap, gap + STRIDE, usize(this.count - index) * STRIDE);
	}

	private get messages(): usize {
		return changetype<usize>(this) + offsetof<Outbox>();
	}
}

export const OUTBOX_SIZE: usize = offsetof<Outbox>() + STRIDE * usize(OUTBOX_MAX);
