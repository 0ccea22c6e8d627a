/*
 * Every key of SNAKE-128 and what it comes from.
 *
 *   MFK --fact--> RK_0 --evol, s_0--> RK_1 --evol, s_1--> RK_2 ...     the chain of a device
 *   ORM --recv--> RC_0 --evol-------> RC_1 ...                         kept offline
 *                  +-----root, s----> RK of recovery epoch 1
 *   SEV --salt--> s_j
 *
 *   RK_j --auth--> AK_j            MACs of HELLO, and of CONF with j + 1
 *   RK_j --sess--> SS --conf--> KC                                     MAC of ACCEPT
 *                     --c2s, s2c, ivs--> the keys of both directions
 *   GK_e --bcst--> BK              one for each gateway
 *
 * Integers are big-endian. Knows no frame and keeps nothing.
 */
import {cmac, KEY_SIZE, kdf, TAG_SIZE} from './crypto.js';
import {u16, u32} from './integers.js';

export const EUI_SIZE = 8;
export const GWID_SIZE = 8;
const NONCE_IV_SIZE = 5;
export const HANDSHAKE_NONCE_SIZE = 16;

/** A device in one generation. */
export interface Member {
	readonly eui: Uint8Array;
	/** 0 to 2^32 - 1: the recovery epoch in the high octet, the index in the others. */
	readonly generation: number;
}

/** All that a session secret binds. */
export interface SessionContext extends Member {
	/** Of the device, 16 octets. */
	readonly helloNonce: Uint8Array;
	/** Of the key server, 16 octets. */
	readonly acceptNonce: Uint8Array;
	readonly salt: Uint8Array;
	readonly gwid: Uint8Array;
	/** C of the HELLO. */
	readonly counter: number;
	readonly sid: number;
	/** The one bit of ACCEPT. */
	readonly suite: number;
}

/** What a gateway and a device share in a session. */
export interface SessionKeys {
	readonly skUp: Uint8Array;
	readonly skDown: Uint8Array;
	/** 5 octets each. */
	readonly ivUp: Uint8Array;
	readonly ivDown: Uint8Array;
}

const HELLO_PREFIX = Uint8Array.of(0x01);
const ACCEPT_PREFIX = Uint8Array.of(0x02);
const GROUP_PREFIX = Uint8Array.of(0x03);
const CONF_PREFIX = Uint8Array.of(0x04);
const ZERO_SALT = new Uint8Array(KEY_SIZE);
const EPOCH_SHIFT = 0x100_0000;

/** The first generation of the recovery epoch after `epoch`: (e + 1) << 24. */
export function recoveredGeneration(epoch: number): number {
	return (epoch + 1) * EPOCH_SHIFT;
}

/** FK = RK_0 of a device. `batch` has 4 octets. */
export function factoryKey(mfk: Uint8Array, eui: Uint8Array, batch: Uint8Array): Uint8Array {
	return kdf(mfk, 'fact', eui, batch);
}

/** RC_0 of a device. */
export function recoveryKey(orm: Uint8Array, eui: Uint8Array, batch: Uint8Array): Uint8Array {
	return kdf(orm, 'recv', eui, batch);
}

/** RC after a recovery that began `generation`. */
export function nextRecoveryKey(rc: Uint8Array, {eui, generation}: Member): Uint8Array {
	return kdf(rc, 'evol', ZERO_SALT, eui, u32(generation));
}

/** s of a generation: fixed, so that an ACCEPT that is lost cannot fork the chain. */
export function saltOf(sev: Uint8Array, {eui, generation}: Member): Uint8Array {
	return kdf(sev, 'salt', eui, u32(generation));
}

/** AK: MACs of HELLO under RK of `generation`, and of the CONF that proves it. */
export function authKey(rk: Uint8Array, {eui, generation}: Member): Uint8Array {
	return kdf(rk, 'auth', eui, u32(generation));
}

/** RK of the generation that follows that of `member`. */
export function nextRootKey(rk: Uint8Array, salt: Uint8Array, member: Member): Uint8Array {
	return kdf(rk, 'evol', salt, member.eui, u32(member.generation + 1));
}

/** RK after a recovery: `generation` is the one that it begins. */
export function recoveredRootKey(rc: Uint8Array, salt: Uint8Array, member: Member): Uint8Array {
	return kdf(rc, 'root', salt, member.eui, u32(member.generation));
}

/** SS: to be erased as soon as it is split. */
export function sessionSecret(rk: Uint8Array, context: SessionContext): Uint8Array {
	const {helloNonce, acceptNonce, salt, eui, gwid, generation, counter, sid, suite} = context;
	const numbers = [u32(generation), u32(counter), u16(sid), Uint8Array.of(suite)];
	return kdf(rk, 'sess', helloNonce, acceptNonce, salt, eui, gwid, ...numbers);
}

/** KC. */
export function confirmKey(ss: Uint8Array): Uint8Array {
	return kdf(ss, 'conf');
}

export function sessionKeys(ss: Uint8Array): SessionKeys {
	const ivs = kdf(ss, 'ivs');
	return {
		skUp: kdf(ss, 'c2s'),
		skDown: kdf(ss, 's2c'),
		ivUp: ivs.subarray(0, NONCE_IV_SIZE),
		ivDown: ivs.subarray(NONCE_IV_SIZE, 2 * NONCE_IV_SIZE),
	};
}

/** BK of a gateway in group epoch `epoch`. */
export function broadcastKey(gk: Uint8Array, gwid: Uint8Array, epoch: number): Uint8Array {
	return kdf(gk, 'bcst', gwid, u16(epoch));
}

/** MAC1 over all of HELLO that stands before it. */
export function helloMac(ak: Uint8Array, body: Uint8Array): Uint8Array {
	return cmac(ak, Buffer.concat([HELLO_PREFIX, body]));
}

/** MAC2 over MAC1 and all of ACCEPT that stands before MAC2. */
export function acceptMac(kc: Uint8Array, mac1: Uint8Array, body: Uint8Array): Uint8Array {
	return cmac(kc, Buffer.concat([ACCEPT_PREFIX, mac1, body]));
}

/** The tag of a group frame. */
export function groupTag(bk: Uint8Array, body: Uint8Array): Uint8Array {
	return cmac(bk, Buffer.concat([GROUP_PREFIX, body])).subarray(0, TAG_SIZE);
}

/** The tag of CONF: `ak` and `generation` are those that the device has committed to. */
export function confTag(ak: Uint8Array, {eui, generation}: Member): Uint8Array {
	return cmac(ak, Buffer.concat([CONF_PREFIX, eui, u32(generation)])).subarray(0, TAG_SIZE);
}

/** Makes a secret unreadable that is not needed any more. */
export function erase(...secrets: Uint8Array[]): void {
	for (const secret of secrets) secret.fill(0);
}
