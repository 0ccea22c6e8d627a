/*
 * One key from another: SP 800-108 in counter mode with CMAC, one block, 128 bits.
 *
 *   CMAC(K, 01 | label | 00 | context | 0080)
 *
 *   kdfBegin   octet, half, word, update of the Cmac for the context ..   kdfEnd
 *
 * Knows the labels and no context.
 */
import {Cmac} from './cmac';

/** What a derived key is for, in ASCII, the first letter in the most significant octet. */
export enum Label {
	Auth = 0x61757468,
	Sess = 0x73657373,
	Conf = 0x636f6e66,
	C2s = 0x633273,
	S2c = 0x733263,
	Ivs = 0x697673,
	Evol = 0x65766f6c,
	Root = 0x726f6f74,
	Bcst = 0x62637374,
	Rand = 0x72616e64,
}

const COUNTER: u8 = 1;
const SEPARATOR: u8 = 0;
const BITS: u16 = 128;
const LETTERS_MAX: u32 = 4;

/** `schedule` is the key to derive from, made ready by cmacExpand(). */
export function kdfBegin(cmac: Cmac, schedule: usize, label: Label): void {
	cmac.begin(schedule);
	cmac.octet(COUNTER);
	for (let letters = LETTERS_MAX; letters > 0; letters--) {
		const letter = u8(u32(label) >> (8 * (letters - 1)));
		if (letter !== 0) cmac.octet(letter);
	}
	cmac.octet(SEPARATOR);
}

/** Writes the derived key, 16 octets. */
export function kdfEnd(cmac: Cmac, to: usize): void {
	cmac.half(BITS);
	cmac.finish(to);
}
