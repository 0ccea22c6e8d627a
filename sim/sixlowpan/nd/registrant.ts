/*
 * A host registers its address with a router: RFC 6775 clause 5.5.
 *
 *   State        Event                           Next         Action
 *   idle         begin                           asking       NS at once
 *   asking       1 s without answer              asking       NS, three in all
 *   asking       no answer to the third          asking       NS after 10, 20, 40, 60, 60 .. s
 *   asking       NA, status 0                    registered
 *   asking       NA, any other status            idle         refused
 *   registered   half of the lifetime is over    asking       NS
 *   any          cancel, begin with another      idle
 *
 * An NA of who was not asked says nothing. Time and luck are handed in.
 */
import {RegistrationStatus} from './address-registration-option.js';

/** An hour, as it is said to the router. */
export const LIFETIME_MIN = 60;

const LIFETIME_US = LIFETIME_MIN * 60_000_000;
/** RETRANS_TIMER and MAX_UNICAST_SOLICIT, RFC 4861 clause 10. */
const RETRANSMIT_US = 1_000_000;
const SOLICITATIONS = 3;
const REST_US = 10_000_000;
const REST_MAX_US = 60_000_000;

export type Answer = 'registered' | 'renewed' | 'refused' | 'unexpected';

export class Registrant {
	/** The short address of the router; undefined where idle. */
	router: number | undefined;
	/** When poll() wants to be called. */
	pollAtUs = Infinity;
	/** The router has said yes, and the time that it gave is not over. */
	#registered = false;
	#waiting = false;
	#attempts = 0;
	#rests = 0;
	readonly #luck: () => number;

	constructor(luck: () => number) {
		this.#luck = luck;
	}

	isRegisteredWith(router: number): boolean {
		return this.#registered && this.router === router;
	}

	begin(router: number, nowUs: number): void {
		this.cancel();
		this.router = router;
		this.pollAtUs = nowUs;
	}

	cancel(): void {
		this.router = undefined;
		this.pollAtUs = Infinity;
		this.#registered = false;
		this.#waiting = false;
		this.#attempts = 0;
		this.#rests = 0;
	}

	/** Returns true when an NS is to be sent to the router. */
	poll(nowUs: number): boolean {
		if (nowUs < this.pollAtUs) return false;
		if (this.#attempts === SOLICITATIONS) {
			this.#attempts = 0;
			this.pollAtUs = nowUs + Math.min(REST_US * 2 ** this.#rests, REST_MAX_US);
			this.#rests = Math.min(this.#rests + 1, SOLICITATIONS);
			return false;
		}
		this.#attempts++;
		this.#waiting = true;
		this.pollAtUs = nowUs + RETRANSMIT_US;
		return true;
	}

	/** `from` has answered a registration. */
	answered(from: number, status: number, nowUs: number): Answer {
		if (!this.#waiting || from !== this.router) return 'unexpected';
		if (status !== RegistrationStatus.success) {
			this.cancel();
			return 'refused';
		}
		const answer = this.#registered ? 'renewed' : 'registered';
		this.#registered = true;
		this.#waiting = false;
		this.#attempts = 0;
		this.#rests = 0;
		this.pollAtUs = nowUs + Math.floor((LIFETIME_US / 2) * (1 + this.#luck() / 4));
		return answer;
	}
}
