/*
 * HELLO, SNAKE-128 2.3: a device asks for keys. 65 octets, sent again to the octet.
 *
 *   0    1    2    3    4..11    12..27   28..31   32..40   41   42       43     44     45..48   49..64
 *   41   FF   1E   3C   EUI-64   nD       C        AUTH     11   suites   mode   GwId   j        MAC1
 *
 * A view over octets that live somewhere else. Knows no key: MAC1 is the caller's to write.
 */
import {Auth, Code, Reason} from './auth';
import {Handshake} from './handshake';
import {copyFew, writeU32} from './octets';

export const HELLO_SIZE: u32 = 65;
/** What MAC1 covers. */
export const HELLO_MAC_AT: u32 = 49;

export const PROTECTION: u8 = 0xff;
export const HANDSHAKE_SCHEME: u8 = 0x3c;

/** Nominal tag, material of 12 octets, counter of 4. */
const FLAGS: u8 = 0x1e;
const EUI: usize = 4;
const NONCE: usize = 12;
const COUNTER: usize = 28;
const AUTH_AT: usize = 32;
const CODE: usize = 41;
const SUITES: usize = 42;
const MODE: usize = 43;
const GW_ID: usize = 44;
const GENERATION: usize = 45;

const EUI_SIZE: usize = 8;
export const NONCE_SIZE: usize = 16;

@unmanaged
export class Hello {
	static over(frame: usize): Hello {
		return changetype<Hello>(frame);
	}

	get nonce(): usize {
		return this.at + NONCE;
	}

	get mac(): usize {
		return this.at + usize(HELLO_MAC_AT);
	}

	/** Every octet before MAC1; `j` is the generation, at recovery its epoch. */
	emit(handshake: Handshake, eui: usize, j: u32): void {
		store<u8>(this.at, u8(HELLO_SIZE));
		store<u8>(this.at, PROTECTION, 1);
		store<u8>(this.at, FLAGS, 2);
		store<u8>(this.at, HANDSHAKE_SCHEME, 3);
		copyFew(this.at + EUI, eui, u32(EUI_SIZE));
		memory.copy(this.nonce, handshake.nonce, NONCE_SIZE);
		writeU32(this.at + COUNTER, handshake.counter);
		const authSize = HELLO_SIZE - u32(AUTH_AT) - 16;
		Auth.over(this.at + AUTH_AT).emitHeader(authSize, handshake.packetId, Reason.Reauthenticate);
		store<u8>(this.at, u8(Code.Hello), CODE);
		store<u8>(this.at, handshake.suites, SUITES);
		store<u8>(this.at, handshake.mode, MODE);
		store<u8>(this.at, handshake.gatewayId, GW_ID);
		writeU32(this.at + GENERATION, j);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
