/*
 * A case: one clause, one question, one verdict.
 *
 *   script ends                            pass
 *   script ends, the case has readings     ambiguous, with the reading that was seen
 *   script throws Unsupported              not supported
 *   script throws Deviation                fail, with what was on the wire
 *
 * Knows neither who is judged nor how octets reach him.
 */

/** `ambiguous` is no failure: the text of the standard permits more than one behaviour. */
export type Verdict = 'pass' | 'fail' | 'not supported' | 'ambiguous';

export interface Case<Bench> {
	/** What the target must do, as a claim. */
	readonly title: string;
	/** A section of MQTT-SN 1.2 and the rule in it, in a few words: `6.6 unknown TopicId`. */
	readonly clause: string;
	/** Where the standard leaves it open: all that may be seen. The script returns one of them. */
	readonly readings?: readonly string[];
	/** It uses a name that other cases use too: it never runs beside another. */
	readonly alone?: true;
	readonly script: (on: Bench) => Promise<unknown>;
}

/** A case that has its place in a family, and from it a name for good: `GW-PUB-07`. */
export interface NamedCase<Bench> extends Case<Bench> {
	readonly id: string;
}

/** Cases of one kind of message. */
export interface Family<Bench> {
	readonly prefix: string;
	readonly title: string;
	readonly cases: readonly NamedCase<Bench>[];
}

export interface Result {
	readonly id: string;
	readonly clause: string;
	readonly title: string;
	readonly verdict: Verdict;
	/** Why it failed, or what is missing. */
	readonly reason?: string;
	readonly readings?: readonly string[];
	/** Which of the readings was seen. */
	readonly reading?: string;
	/** What was on the wire, in order, one datagram a line; of failures only. */
	readonly octets?: readonly string[];
}

/** The target did something else than the clause says. */
export class Deviation extends Error {
	override readonly name = 'Deviation';
}

/** The target cannot be asked this: it lacks a part, or a handle to drive it. */
export class Unsupported extends Error {
	override readonly name = 'Unsupported';
}

/** Names cases by their place: new ones go to the end, so that a name stays what it was. */
export function family<Bench>(
	prefix: string,
	title: string,
	cases: readonly Case<Bench>[],
): Family<Bench> {
	const named = cases.map((one, index) => ({
		...one,
		id: `${prefix}-${String(index + 1).padStart(2, '0')}`,
	}));
	return {prefix, title, cases: named};
}
