/*
 * ACCEPT, SNAKE-128 2.3: the key server's answer to HELLO, by way of the gateway. 76 octets.
 *
 *   0    1    2    3    4..11   12..27   28..36   37   38      39..40   41..56   57  58  59     60..75
 *   4C   FF   1C   3C   GWID    nK       AUTH     12   suite   SID      s        q   T   GwId   MAC2
 *
 * A view over octets that live somewhere else. check() says that the form is right; who sent it,
 * MAC2 says, and that is not known here.
 */
import {readU16} from '../wire/octets';
import {Auth, Code, Reason} from './auth';
import {HANDSHAKE_SCHEME, PROTECTION} from './hello';

export const ACCEPT_SIZE: u32 = 76;
/** What MAC2 covers, with MAC1 before it. */
export const ACCEPT_MAC_AT: u32 = 60;
/** Nominal tag, material of 12 octets, no counter. */
export const ACCEPT_FLAGS: u8 = 0x1c;

const GWID: usize = 4;
const NONCE: usize = 12;
const AUTH_AT: usize = 28;
const AUTH_SIZE: u32 = 32;
const CODE: usize = 37;
const SUITE: usize = 38;
const SID: usize = 39;
const SALT: usize = 41;
const REKEY_LOG: usize = 57;
const REKEY_HOURS: usize = 58;
const GW_ID: usize = 59;

@unmanaged
export class Accept {
	static over(frame: usize): Accept {
		return changetype<Accept>(frame);
	}

	/** True where `size` octets have the form of ACCEPT. */
	check(size: u32): bool {
		if (size !== ACCEPT_SIZE || u32(load<u8>(this.at)) !== size) return false;
		if (load<u8>(this.at, 1) !== PROTECTION || load<u8>(this.at, 2) !== ACCEPT_FLAGS) return false;
		if (load<u8>(this.at, 3) !== HANDSHAKE_SCHEME) return false;
		if (!Auth.over(this.at + AUTH_AT).checkHeader(AUTH_SIZE, Reason.Success)) return false;
		return i32(load<u8>(this.at, CODE)) === Code.Accept;
	}

	get gwid(): usize {
		return this.at + GWID;
	}

	get nonce(): usize {
		return this.at + NONCE;
	}

	get packetId(): u16 {
		return Auth.over(this.at + AUTH_AT).packetId;
	}

	get suite(): u8 {
		return load<u8>(this.at, SUITE);
	}

	get sid(): u16 {
		return readU16(this.at + SID);
	}

	get salt(): usize {
		return this.at + SALT;
	}

	/** Re-key after 2 to the power of so many records. */
	get rekeyLog(): u8 {
		return load<u8>(this.at, REKEY_LOG);
	}

	/** Re-key after so many hours; 0 is never. */
	get rekeyHours(): u8 {
		return load<u8>(this.at, REKEY_HOURS);
	}

	get gatewayId(): u8 {
		return load<u8>(this.at, GW_ID);
	}

	get mac(): usize {
		return this.at + usize(ACCEPT_MAC_AT);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}
