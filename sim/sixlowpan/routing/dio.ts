/*
 * DODAG Information Object, RFC 6550 clause 6.3: code 1.
 *
 *   0              1               2..3   4                5      6..7    8..23     24..
 *   RPLInstanceID  Version Number  Rank   G 0 MOP(3) Prf(3)  DTSN   0       DODAGID   options
 *
 * Of the options it carries and reads: DODAG Configuration, the ETX of a DAG Metric Container (RFC
 * 6551 clause 4.3.2, in 128ths) and Prefix Information with the sender's whole address.
 */
import {ADDRESS_SIZE} from '../ipv6.js';
import {readU16, writeU16, writeU32} from '../octets.js';
import {PREFIX_BITS, shortIn, writeGlobal} from './addresses.js';
import {CONFIG_SIZE, type DodagConfig, readConfig, writeConfig} from './dodag-config.js';
import {beginOption, OptionType, type RplOption, readOptions} from './rpl-options.js';

export const DIO = 1;
/** Non-storing mode of operation. */
export const NON_STORING = 1;
export const INFINITE_RANK = 0xffff;
/** The one instance of a network here: a global one. */
export const INSTANCE = 30;

export interface Dio {
	readonly instance: number;
	readonly version: number;
	readonly rank: number;
	readonly mode: number;
	readonly dtsn: number;
	/** The short address in the DODAGID. */
	readonly root: number;
	readonly config?: DodagConfig | undefined;
	/** What a packet costs from the sender to the root, in 128ths of a transmission. */
	readonly etx?: number | undefined;
	/** The short address in the prefix: the sender's. */
	readonly prefixOf?: number | undefined;
}

const BASE_SIZE = 24;
const DODAG_ID = 8;
const GROUNDED = 0x80;
const MODE_SHIFT = 3;
const MODE_MASK = 7;

/** An object of a metric container: type, flags, and size of its body. */
const ETX_OBJECT = 7;
const OBJECT_SIZE = 6;
const ETX_SIZE = 2;
const PREFIX_SIZE = 30;
const PREFIX_AT = 14;
/** R and A: a whole router address, from which others may make theirs. */
const PREFIX_FLAGS = 0x60;
const FOR_EVER = 0xffff_ffff;

/** Reads the body from `at` to `end`; undefined where it is malformed. */
export function readDio(octets: Uint8Array, at: number, end: number): Dio | undefined {
	if (at + BASE_SIZE > end) return undefined;
	const options = readOptions(octets, at + BASE_SIZE, end);
	if (options === undefined) return undefined;
	return {
		instance: octets[at],
		version: octets[at + 1],
		rank: readU16(octets, at + 2),
		mode: (octets[at + 4] >>> MODE_SHIFT) & MODE_MASK,
		dtsn: octets[at + 5],
		root: readU16(octets, at + DODAG_ID + ADDRESS_SIZE - 2),
		config: configIn(octets, options),
		etx: etxIn(octets, options),
		prefixOf: prefixIn(octets, options),
	};
}

/** Writes the body at `at`; returns its end. */
export function writeDio(dio: Dio, octets: Uint8Array, at: number): number {
	octets[at] = dio.instance;
	octets[at + 1] = dio.version;
	writeU16(octets, at + 2, dio.rank);
	octets[at + 4] = GROUNDED | (dio.mode << MODE_SHIFT);
	octets[at + 5] = dio.dtsn;
	writeU16(octets, at + 6, 0);
	writeGlobal(octets, at + DODAG_ID, dio.root);
	let end = at + BASE_SIZE;
	if (dio.etx !== undefined) end = writeEtx(dio.etx, octets, end);
	if (dio.config !== undefined) {
		const data = beginOption(octets, end, OptionType.configuration, CONFIG_SIZE);
		writeConfig(dio.config, octets, data);
		end = data + CONFIG_SIZE;
	}
	return dio.prefixOf === undefined ? end : writePrefix(dio.prefixOf, octets, end);
}

function configIn(octets: Uint8Array, options: readonly RplOption[]): DodagConfig | undefined {
	const option = options.find(({type}) => type === OptionType.configuration);
	if (option === undefined || option.size < CONFIG_SIZE) return undefined;
	return readConfig(octets, option.at);
}

function etxIn(octets: Uint8Array, options: readonly RplOption[]): number | undefined {
	const option = options.find(({type}) => type === OptionType.metricContainer);
	if (option === undefined || option.size < OBJECT_SIZE) return undefined;
	const {at} = option;
	const isEtx = octets[at] === ETX_OBJECT && octets[at + 3] === ETX_SIZE;
	return isEtx ? readU16(octets, at + 4) : undefined;
}

function prefixIn(octets: Uint8Array, options: readonly RplOption[]): number | undefined {
	const option = options.find(({type}) => type === OptionType.prefix);
	if (option === undefined || option.size < PREFIX_SIZE) return undefined;
	return shortIn(octets, option.at + PREFIX_AT);
}

/** Flags nought: a metric, aggregated along the path, additive, precedence nought. */
function writeEtx(etx: number, octets: Uint8Array, at: number): number {
	const data = beginOption(octets, at, OptionType.metricContainer, OBJECT_SIZE);
	octets[data] = ETX_OBJECT;
	writeU16(octets, data + 1, 0);
	octets[data + 3] = ETX_SIZE;
	writeU16(octets, data + 4, etx);
	return data + OBJECT_SIZE;
}

function writePrefix(sender: number, octets: Uint8Array, at: number): number {
	const data = beginOption(octets, at, OptionType.prefix, PREFIX_SIZE);
	octets[data] = PREFIX_BITS;
	octets[data + 1] = PREFIX_FLAGS;
	writeU32(octets, data + 2, FOR_EVER);
	writeU32(octets, data + 6, FOR_EVER);
	writeU32(octets, data + 10, 0);
	writeGlobal(octets, data + PREFIX_AT, sender);
	return data + PREFIX_SIZE;
}
