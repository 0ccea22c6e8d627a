/*
 * Groups of a scenario, member by member: what is written once for many is here had one by one.
 */
import type {Described} from './describe.js';

/** The group of each member, in the order of their numbers. */
export function eachOf<Group extends {count: number}>(groups: readonly Group[]): Group[] {
	return groups.flatMap(group => new Array<Group>(group.count).fill(group));
}

/** ClientIds of all nodes and boards, in the order of their numbers. */
export function clientIdsOf({members}: Described): string[] {
	return members.flatMap(({clientId}) => clientId ?? []);
}
