/*
 * What the key server says of itself: events for the operator's log, and counts. None of it holds
 * a secret.
 */

export type KeyEvent =
	/** The device has proved a session: with a CONF, or with the HELLO that follows. */
	| {readonly type: 'proved'; readonly eui: string; readonly generation: number}
	/** Somebody uses a key that the device has left behind: a clone, or flash that was set back. */
	| {readonly type: 'suspect'; readonly eui: string; readonly gwid: string}
	/** A device asks for recovery, and no recovery key of it is here. Not authenticated. */
	| {readonly type: 'recovery-asked'; readonly eui: string; readonly epoch: number}
	/** The recovery epoch has no generation left: only recovery helps. */
	| {readonly type: 'exhausted'; readonly eui: string}
	| {readonly type: 'revoked'; readonly eui: string}
	/** The entropy source repeats itself: no HELLO is answered any more. */
	| {readonly type: 'entropy-stuck'};

/** Why a HELLO got no answer, or a CONF no effect. */
const REASONS = [
	'malformed',
	'unknown',
	'revoked',
	'not-joining',
	'other-gateway',
	'old-generation',
	'clone',
	'too-far',
	'late',
	'bad-mac',
	'busy',
	'no-recovery',
	'exhausted',
	'no-entropy',
	'bad-conf',
] as const;
export type Reason = (typeof REASONS)[number];

export type Counters = {[name in Reason | 'hellos' | 'accepts' | 'repeats' | 'confs']: number};

export function newCounters(): Counters {
	const names = [...REASONS, 'hellos', 'accepts', 'repeats', 'confs'] as const;
	return Object.fromEntries(names.map(name => [name, 0])) as Counters;
}
