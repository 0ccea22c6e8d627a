/*
 * Whoever runs the fleet, with the authority's secret in a safe.
 *
 *   a device calls for recovery, e    RC_e is exported, and imported until that is durable
 *   the key server is lost            the same with e = 0, for the device that was enrolled
 *
 * A call proves nothing: it may be one of years ago. Knows no device's flash.
 */
import {type Authority, enrolled, exported} from '../../harness/keys/authority.js';
import type {KeyEvent} from '../../harness/keys/event.js';
import type {RecoveryKey} from '../../harness/keys/order.js';
import type {Clock} from './clock.js';
import type {LabServer} from './server.js';

export interface OperatorParts {
	readonly clock: Clock;
	readonly server: LabServer;
	/** Sixteen octets of luck. */
	readonly orm: Buffer;
}

const AGAIN_MS = 60_000;
const BATCH = 1;

export class Operator {
	/** How many recovery keys have left the safe. */
	exports = 0;
	readonly #clock: Clock;
	readonly #server: LabServer;
	#authority: Authority;
	/** The epoch that was exported last; -1 is none. */
	#epoch = -1;

	constructor({clock, server, orm}: OperatorParts) {
		this.#clock = clock;
		this.#server = server;
		this.#authority = {orm, devices: []};
		server.onEvent = event => this.#onEvent(event);
	}

	/** RC_0 of a device, which is known from then on. */
	enrol(eui: string): Buffer {
		const {authority, recoveryKey} = enrolled(this.#authority, {eui, batch: BATCH});
		this.#authority = authority;
		return recoveryKey;
	}

	/** Lets the key server answer calls for recovery of epoch `epoch`. */
	recover(eui: string, epoch: number): void {
		if (epoch < this.#epoch) return;
		const {authority, keys} = exported(this.#authority, [eui], epoch);
		this.#authority = authority;
		this.#epoch = epoch;
		this.exports += 1;
		this.#import([...keys]);
	}

	#onEvent(event: KeyEvent): void {
		if (event.type === 'recovery-asked') this.recover(event.eui, event.epoch);
	}

	#import(keys: RecoveryKey[]): void {
		let isDone = false;
		this.#server.ask({ask: 'import', keys}, () => {
			isDone = true;
		});
		this.#clock.after(AGAIN_MS, () => {
			if (!isDone) this.#import(keys);
		});
	}
}
