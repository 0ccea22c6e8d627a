/*
 * How the suite reaches a target, whoever and wherever it is.
 *
 *   in process   wait() turns the target's clock; nothing else makes time pass
 *   UDP          wait() sleeps, divided by the scale at which the target's clock runs
 *
 * All times are the target's, in milliseconds.
 */

/** One place of the suite on the network. */
export interface Port {
	/** Datagrams for this place, the oldest first. Whoever reads one takes it out. */
	readonly inbox: Uint8Array[];
	send(octets: Uint8Array): void;
}

export interface Clock {
	/** Lets time pass until `done` holds, at most `ms`; tells whether it held. */
	wait(ms: number, done: () => boolean): Promise<boolean>;
	/** How long an answer may take, and how long nothing must come to be called silence. */
	readonly patienceMs: number;
	readonly quietMs: number;
	/** Two times that are nearer to each other than this cannot be told apart. */
	readonly resolutionMs: number;
}

/** What was on the wire during a case. */
export class Transcript {
	readonly lines: string[] = [];

	/** `direction` is > for the suite's own octets and < for the target's. */
	note(who: string, direction: '>' | '<', octets: Uint8Array): void {
		this.lines.push(`${who} ${direction} ${Buffer.from(octets).toString('hex')}`);
	}
}
