/*
 * Destination Advertisement Object and its answer, RFC 6550 clauses 6.4 and 6.5: codes 2 and 3.
 *
 *   DAO       RPLInstanceID   K D flags   0             DAOSequence   [DODAGID]   options
 *   DAO-ACK   RPLInstanceID   D flags     DAOSequence   Status        [DODAGID]
 *
 *   RPL Target            0   128          the address that can be reached ..
 *   Transit Information   0   PathControl  PathSequence  PathLifetime   .. through this parent
 *
 * In the non-storing mode it goes to the root, and the parent is named.
 */
import {ADDRESS_SIZE} from '../ipv6.js';
import {isGlobal, shortIn, writeGlobal} from './addresses.js';
import {beginOption, OptionType, readOptions} from './rpl-options.js';

export const DAO = 2;
export const DAO_ACK = 3;
/** Statuses from here on reject. */
export const REJECTED = 128;

export interface Dao {
	readonly instance: number;
	/** K: the sender wants an answer. */
	readonly wantsAck: boolean;
	readonly sequence: number;
	/** Short addresses. */
	readonly target: number;
	readonly parent: number;
	readonly pathSequence: number;
	/** In lifetime units; 0 is no path any more. */
	readonly lifetime: number;
}

export interface DaoAck {
	readonly instance: number;
	readonly sequence: number;
	readonly status: number;
}

const BASE_SIZE = 4;
const K = 0x80;
const D = 0x40;
const TARGET_SIZE = 2 + ADDRESS_SIZE;
const TRANSIT_SIZE = 4 + ADDRESS_SIZE;
const ADDRESS_BITS = 128;

/** Undefined where it is malformed, or has none of our addresses. */
export function readDao(octets: Uint8Array, at: number, end: number): Dao | undefined {
	if (at + BASE_SIZE > end) return undefined;
	const hasId = (octets[at + 1] & D) !== 0;
	const options = readOptions(octets, at + BASE_SIZE + (hasId ? ADDRESS_SIZE : 0), end);
	const target = options?.find(({type}) => type === OptionType.target);
	const transit = options?.find(({type}) => type === OptionType.transit);
	if (target?.size !== TARGET_SIZE || octets[target.at + 1] !== ADDRESS_BITS) return undefined;
	if (transit?.size !== TRANSIT_SIZE) return undefined;
	if (!isGlobal(octets, target.at + 2) || !isGlobal(octets, transit.at + 4)) return undefined;
	return {
		instance: octets[at],
		wantsAck: (octets[at + 1] & K) !== 0,
		sequence: octets[at + 3],
		target: shortIn(octets, target.at + 2),
		parent: shortIn(octets, transit.at + 4),
		pathSequence: octets[transit.at + 2],
		lifetime: octets[transit.at + 3],
	};
}

/** Writes the body at `at`; returns its end. */
export function writeDao(dao: Dao, octets: Uint8Array, at: number): number {
	octets[at] = dao.instance;
	octets[at + 1] = dao.wantsAck ? K : 0;
	octets[at + 2] = 0;
	octets[at + 3] = dao.sequence;
	const target = beginOption(octets, at + BASE_SIZE, OptionType.target, TARGET_SIZE);
	octets[target] = 0;
	octets[target + 1] = ADDRESS_BITS;
	writeGlobal(octets, target + 2, dao.target);
	const transit = beginOption(octets, target + TARGET_SIZE, OptionType.transit, TRANSIT_SIZE);
	octets[transit] = 0;
	octets[transit + 1] = 0;
	octets[transit + 2] = dao.pathSequence;
	octets[transit + 3] = dao.lifetime;
	writeGlobal(octets, transit + 4, dao.parent);
	return transit + TRANSIT_SIZE;
}

export function readDaoAck(octets: Uint8Array, at: number, end: number): DaoAck | undefined {
	if (at + BASE_SIZE > end) return undefined;
	return {instance: octets[at], sequence: octets[at + 2], status: octets[at + 3]};
}

export function writeDaoAck(ack: DaoAck, octets: Uint8Array, at: number): number {
	octets[at] = ack.instance;
	octets[at + 1] = 0;
	octets[at + 2] = ack.sequence;
	octets[at + 3] = ack.status;
	return at + BASE_SIZE;
}
