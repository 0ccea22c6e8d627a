/*
 * The topic a node listens to: MQTT-SN 1.2, section 6.9.
 *
 *   None      want                            -> Wanted
 *   Wanted    SUBACK accepted                 -> Held      with the TopicId given, if any
 *   Wanted    SUBACK congestion               -> Wanted    asked again after TWAIT
 *   Wanted    SUBACK other                    -> Refused   until the next connection
 *   Wanted, Held    leave                     -> Leaving   a SUBACK now changes nothing
 *   Leaving   UNSUBACK                        -> Left
 *   Held, Refused   connection gone           -> Wanted    the gateway has forgotten it
 *   Leaving   connection gone                 -> Left
 *   Left      anything                        -> Left
 *
 * The TopicId holds for a session: a kept one may deliver before the new SUBACK, which repairs
 * what a gateway has forgotten after all. Whether SUBSCRIBE or UNSUBSCRIBE is on its way, request.ts knows.
 */
import {ReturnCode} from '../wire/return-code';
import {Topic} from './topic';

export enum SubscriptionState {
	None,
	Wanted,
	Held,
	Refused,
	Leaving,
	Left,
}

@unmanaged
export class Subscription extends Topic {
	state: SubscriptionState;

	want(): void {
		this.state = SubscriptionState.Wanted;
	}

	/** The TopicId says nothing unless the topic is a normal one; then peers may leave it 0. */
	answered(returnCode: ReturnCode, topicId: u16): void {
		if (this.state !== SubscriptionState.Wanted) return;
		if (returnCode === ReturnCode.Congestion) return;
		const accepted = returnCode === ReturnCode.Accepted;
		this.state = accepted ? SubscriptionState.Held : SubscriptionState.Refused;
		if (accepted && this.isNormal) this.id = topicId;
	}

	leave(): void {
		if (this.open) this.state = SubscriptionState.Leaving;
	}

	left(): void {
		this.state = SubscriptionState.Left;
	}

	/** The gateway gives another TopicId, if any: its session is a new one. */
	forgetId(): void {
		if (this.isNormal) this.id = 0;
	}

	reset(): void {
		if (this.leaving) this.state = SubscriptionState.Left;
		const forgotten =
			this.state === SubscriptionState.Held || this.state === SubscriptionState.Refused;
		if (forgotten) this.state = SubscriptionState.Wanted;
	}

	/** Messages for it may arrive: before SUBACK as well, and until UNSUBACK. */
	get open(): bool {
		const awaited = this.state === SubscriptionState.Wanted;
		return awaited || this.state === SubscriptionState.Held || this.leaving;
	}

	get leaving(): bool {
		return this.state === SubscriptionState.Leaving;
	}
}
