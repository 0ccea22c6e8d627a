/*
 * The topic a node publishes to: MQTT-SN 1.2, sections 6.5 and 6.6.
 *
 *   Unregistered  REGACK accepted                  -> Usable         with the TopicId given
 *   Unregistered  REGACK congestion                -> Unregistered   asked again after TWAIT
 *   Unregistered  REGACK other                     -> Unusable       messages for it are dropped
 *   Usable        PUBACK invalid TopicId, normal   -> Unregistered
 *   Usable        PUBACK invalid TopicId, other    -> Unusable       nothing could be registered
 *   any           connection gone, normal          -> Unregistered
 *   any           connection gone, other           -> Usable
 *
 * Whether a REGISTER is on its way, request.ts knows.
 */
import {ReturnCode} from '../wire/return-code';
import {Topic} from './topic';

export enum RegistrationState {
	Unregistered,
	Usable,
	Unusable,
}

@unmanaged
export class Registration extends Topic {
	state: RegistrationState;

	answered(returnCode: ReturnCode, topicId: u16): void {
		if (returnCode === ReturnCode.Congestion) return;
		const given = returnCode === ReturnCode.Accepted && topicId !== 0;
		this.state = given ? RegistrationState.Usable : RegistrationState.Unusable;
		this.id = topicId;
	}

	/** True where messages go out with that TopicId. */
	isKnownAs(topicId: u16): bool {
		return this.state === RegistrationState.Usable && this.id === topicId;
	}

	/** The gateway does not know the TopicId any more. */
	invalidated(): void {
		this.state = this.isNormal ? RegistrationState.Unregistered : RegistrationState.Unusable;
	}

	reset(): void {
		this.state = this.isNormal ? RegistrationState.Unregistered : RegistrationState.Usable;
	}
}
