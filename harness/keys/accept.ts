/*
 * ACCEPT and the keys of its session, from a HELLO that was proved (2.2, 2.3).
 *
 *   root, generation   RK_j and j, or RC_e and G in a recovery: what salt, AK and SS are made with
 *   commits            what the device commits to: j + 1, or G
 *
 * The session secret does not outlive this. Knows no row and no order of checks.
 */
import {acceptBody, type Hello, type Received, type Suite} from '../security/frames.js';
import type {Granted} from '../security/key-service.js';
import {
	acceptMac,
	confirmKey,
	erase,
	saltOf,
	sessionKeys,
	sessionSecret,
} from '../security/keys.js';

/** After how much use a session is to be re-keyed. */
export interface RekeyRule {
	/** q: after 2^q records, 0 to 20. */
	readonly afterLog2: number;
	/** T, 0 to 255; 0 is never. */
	readonly hours: number;
}

export interface AcceptInput {
	readonly hello: Received<Hello>;
	readonly root: Uint8Array;
	readonly generation: number;
	readonly commits: number;
	readonly saltSecret: Uint8Array;
	/** 16 octets, never used before. */
	readonly nonce: Uint8Array;
	readonly gwid: Uint8Array;
	readonly gwId: number;
	readonly sid: number;
	readonly suite: Suite;
	readonly rekey: RekeyRule;
}

export function acceptOf(input: AcceptInput): Granted {
	const {hello, root, generation, commits, nonce, gwid, gwId, sid, suite, rekey} = input;
	const eui = Uint8Array.from(hello.eui);
	const {counter, pid} = hello;
	const salt = saltOf(input.saltSecret, {eui, generation});
	const body = acceptBody({
		...{gwid, nonce, pid, suite, sid, salt, gwId},
		rekeyAfterLog2: rekey.afterLog2,
		rekeyHours: rekey.hours,
	});
	const nonces = {helloNonce: hello.nonce, acceptNonce: nonce};
	const secret = sessionSecret(root, {eui, generation, ...nonces, salt, gwid, counter, sid, suite});
	const confirm = confirmKey(secret);
	const accept = Buffer.concat([body, acceptMac(confirm, hello.mac, body)]);
	const keys = sessionKeys(secret);
	erase(secret, confirm);
	const limits = {rekeyAfter: 2 ** rekey.afterLog2, rekeyHours: rekey.hours};
	return {accept, grant: {eui, generation: commits, suite, sid, counter, ...limits, ...keys}};
}
