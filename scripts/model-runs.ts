/*
 * What spin is asked of the models in docs/model. A run that ought to hold has no `broken`. The
 * others break a rule of the protocol, or look for a state that must exist; each names what has
 * to be found, so that a model that proves everything is noticed.
 */
export interface ModelRun {
	readonly name: string;
	/** A sentence: what the run shows. */
	readonly claim: string;
	readonly model: 'convergence' | 'counter';
	readonly defines: readonly string[];
	/** The promise that must turn out to be broken; `settles` is the one of all infinite runs. */
	readonly broken?: Promised;
	/** Too long or too large for every day. */
	readonly big?: true;
}

/** The flags of the models, and the name of the formula. */
export type Promised =
	| 'noKeyInFlash'
	| 'notConnected'
	| 'oldActivated'
	| 'reached'
	| 'serverAhead'
	| 'serverBehind'
	| 'settles'
	| 'twoWholeKeys'
	| 'usedTwice';

const FOUR = ['ATTEMPTS=4', 'SESSIONS=5'];
const BACKUP = ['RESTORE', 'GAP=2'];

export const modelRuns: readonly ModelRun[] = [
	{
		name: 'base',
		claim: 'device and key server stay within one generation, and end in one session',
		model: 'convergence',
		defines: FOUR,
	},
	{
		name: 'live',
		claim: 'once the faults stop, every run settles in one session',
		model: 'convergence',
		defines: ['LIVE'],
	},
	{
		name: 'restore',
		claim: 'a key server restored from a backup within GAP catches up',
		model: 'convergence',
		defines: [...BACKUP, ...FOUR],
	},
	{
		name: 'reach',
		claim: 'every attempt can lead to a session that the key server knows of',
		model: 'convergence',
		defines: ['REACH'],
		broken: 'reached',
	},
	{
		name: 'counter',
		claim: 'no counter is used twice under one key, whatever write is torn',
		model: 'counter',
		defines: [],
	},
	{
		name: 'counter-lost',
		claim: 'no counter is used twice, even if every ceiling in flash is lost',
		model: 'counter',
		defines: ['LOSS'],
	},
	{
		name: 'counter-reach',
		claim: 'the last key can be used after the counter has started again',
		model: 'counter',
		defines: ['REACH'],
		broken: 'reached',
	},
	mutation('EAGER', 'serverAhead', 'a key server that moves on at HELLO gets ahead of the device'),
	mutation('ERASE_FIRST', 'noKeyInFlash', 'a device that erases the old key first can lose both'),
	mutation('NO_ERASE', 'twoWholeKeys', 'a device that leaves out W2 keeps the key before'),
	mutation('USE_FIRST', 'serverAhead', 'a device that uses a session before W1 can lose its key'),
	mutation('GATEWAY_WORD', 'serverAhead', "a gateway's word in place of CONF can strand a device"),
	mutation('NO_MONOTONE', 'oldActivated', 'a gateway that activates any grant can be turned back'),
	mutation('FORK', 'notConnected', 'a chain that depends on nonces can fork for good'),
	mutation('FORK', 'settles', 'a forked chain never settles'),
	mutation('NO_ROLL', 'notConnected', 'a key server that never rolls forward can lose a device'),
	mutation('NO_ROLL', 'settles', 'without rolling forward some runs never settle'),
	mutation('NO_REWRITE', 'noKeyInFlash', 'a boot that trusts a weak record can lose both keys'),
	mutation(
		'LATE_COMMIT',
		'serverBehind',
		'a key server that answers before its commit falls behind',
	),
	mutation('ANSWER_FIRST', 'oldActivated', 'a gateway that answers before it stores goes back'),
	mutation('LATE_CEILING', 'usedTwice', 'a ceiling written late lets a counter come twice'),
	mutation('KEEP_SESSION', 'usedTwice', 'a session kept without a ceiling uses counters again'),
	mutation('FORGET_IN_RAM', 'usedTwice', 'a session forgotten in RAM alone comes back after a cut'),
	mutation('KEEP_PREVIOUS', 'usedTwice', 'an old session used after the wrap uses counters again'),
	mutation('WRAP_FIRST', 'usedTwice', 'a wrap before the old session record is gone is unsafe'),
	{
		name: 'big',
		claim: 'five attempts and six sessions',
		model: 'convergence',
		defines: ['ATTEMPTS=5', 'SESSIONS=6'],
		big: true,
	},
	{
		name: 'big-live',
		claim: 'every run settles with four attempts',
		model: 'convergence',
		defines: ['LIVE', ...FOUR],
		big: true,
	},
	{
		name: 'big-restore-live',
		claim: 'every run settles with a backup put back',
		model: 'convergence',
		defines: ['LIVE', ...BACKUP, ...FOUR],
		big: true,
	},
	{
		name: 'big-counter',
		claim: 'no counter is used twice with five keys and lost ceilings',
		model: 'counter',
		defines: ['LOSS', 'KEYS=5'],
		big: true,
	},
];

function mutation(rule: string, broken: Promised, claim: string): ModelRun {
	const live = broken === 'settles';
	return {
		name: `mut-${rule.toLowerCase().replaceAll('_', '-')}${live ? '-live' : ''}`,
		claim,
		model: broken === 'usedTwice' ? 'counter' : 'convergence',
		defines: live ? [`MUT_${rule}`, 'LIVE'] : [`MUT_${rule}`],
		broken,
	};
}
