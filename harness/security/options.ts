/*
 * What a guard is told when it is made. What is not given is taken from `defaults`.
 */
import type {Store} from '../store/port.js';
import type {Address} from '../transport/transport.js';
import {GWID_SIZE} from './keys.js';
import type {RecordForm} from './record.js';

/**
 * Who may speak in clear: `off` is everybody, and nothing is protected; `optional` whoever wants
 * to; `required` is nobody.
 */
export type Policy = 'off' | 'optional' | 'required';

export interface GuardOptions {
	/** 8 octets; the key server vouches for it in ACCEPT. */
	readonly gwid: Uint8Array;
	/** The MQTT-SN GwId, 0 to 255, as the core has it. */
	readonly gwId: number;
	/** Luck: so many octets of it. */
	readonly entropy: (size: number) => Uint8Array;
	readonly policy?: Policy;
	/** The form of records that is chosen where a device offers both, by where it is heard. */
	readonly recordForm?: RecordForm | ((place: Address) => RecordForm);
	/** Devices with a session. One more takes the place of the longest without a handshake. */
	readonly devicesMax?: number;
	/** Where sessions outlive this gateway; without it each device needs a handshake after it. */
	readonly store?: Store | undefined;
}

export type CompleteGuardOptions = Required<GuardOptions>;

const defaults = {
	policy: 'required',
	recordForm: 'compact',
	devicesMax: 10_000,
	store: undefined,
} as const;

const GW_ID_MAX = 0xff;
/** Each can have an active session, the one before and four grants, out of 61,440 SIDs. */
const DEVICES_MAX = 10_000;

/** `options` with the defaults for the rest. Throws RangeError for a value out of range. */
export function complete(options: GuardOptions): CompleteGuardOptions {
	const all = {...defaults, ...options};
	const {gwid, gwId, devicesMax} = all;
	if (gwid.length !== GWID_SIZE) throw new RangeError(`a GWID of ${gwid.length} octets`);
	checkRange('gwId', gwId, [0, GW_ID_MAX]);
	checkRange('devicesMax', devicesMax, [1, DEVICES_MAX]);
	return all;
}

function checkRange(name: string, value: number, [lowest, highest]: readonly [number, number]) {
	if (Number.isInteger(value) && value >= lowest && value <= highest) return;
	throw new RangeError(`${name} is not an integer from ${lowest} to ${highest}: ${value}`);
}
