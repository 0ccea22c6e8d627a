/*
 * The numbers by which a node tells its host what happened. They are the firmware's, which this
 * folder may not read: a test holds the two tables against each other.
 */
export const Report = {
	published: 1,
	acknowledged: 2,
	dropped: 3,
	connected: 4,
	lost: 5,
	commanded: 6,
	congested: 7,
	asleep: 8,
	awake: 9,
	willUpdated: 10,
	secured: 11,
	rekeyed: 12,
	keysRefused: 13,
} as const;
export type Report = (typeof Report)[keyof typeof Report];
