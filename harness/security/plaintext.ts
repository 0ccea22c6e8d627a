/*
 * Messages in clear, by policy: MQTT-SN 1.2 knows no word for "protected only".
 *
 *   policy     message                                     what becomes of it
 *   off        any                                         goes to the core
 *   optional   CONNECT, PINGREQ that names a device with   CONNACK 0x03; nothing
 *              a session
 *   optional   any other                                   goes to the core
 *   required   SEARCHGW                                    goes to the core; a group frame answers
 *   required   CONNECT                                     CONNACK 0x03
 *   required   any other                                   nothing
 *
 * Answers are as rare as a token bucket allows, so that nobody is flooded in the name of another.
 */
import type {Address} from '../transport/transport.js';
import {ReturnCode} from '../wire/return-code.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {Buckets} from './buckets.js';
import type {Unwrapped} from './envelopes.js';
import {EUI_SIZE} from './keys.js';
import type {Post} from './post.js';

/** The digits of an EUI-64, with which the ClientId of a protected device begins. */
export const NAME_SIZE = 2 * EUI_SIZE;
export const REFUSAL = encode({type: 'CONNACK', returnCode: ReturnCode.NotSupported});
const DISCONNECT = encode({type: 'DISCONNECT'});
const ANSWER_BUCKETS = {burst: 4, refillMs: 1000, bucketsMax: 4096};

export class Plaintext {
	readonly #post: Post;
	readonly #answers = new Buckets(ANSWER_BUCKETS);

	constructor(post: Post) {
		this.#post = post;
	}

	/** `inner` stands in `datagram`, behind the envelopes that `place` names. */
	received(from: Address, datagram: Uint8Array, {place, inner}: Unwrapped): void {
		const message = decode(inner);
		if (this.#mayPass(message.type === 'MALFORMED' ? undefined : message)) {
			this.#post.deliver(from, datagram);
			return;
		}
		this.#post.counters.plaintextRefused += 1;
		if (message.type === 'CONNECT') this.#answer(place, REFUSAL);
	}

	/** A record of no session: the device may look whether it still has one. */
	hint(place: Address): void {
		this.#answer(place, DISCONNECT);
	}

	#mayPass(message: Message | undefined): boolean {
		if (this.#post.options.policy === 'optional') return !this.#namesPeer(message);
		return message?.type === 'SEARCHGW';
	}

	#namesPeer(message: Message | undefined): boolean {
		if (message?.type !== 'CONNECT' && message?.type !== 'PINGREQ') return false;
		const name = message.clientId?.slice(0, NAME_SIZE) ?? '';
		return this.#post.peers.named(name)?.active !== undefined;
	}

	#answer(place: Address, datagram: Uint8Array): void {
		if (this.#answers.take(place, this.#post.nowMs)) this.#post.transmit(place, datagram);
	}
}
