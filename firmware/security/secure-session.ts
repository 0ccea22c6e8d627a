/*
 * Keys that a device and one gateway share, and what was heard under them.
 *
 *   generation 4 | peer 2 | SID 2 | terms 1 | hours 1 |   KEPT_SIZE octets, as they lie in flash
 *   GWID 8 | SKu 16 | SKd 16 | IVu 5 | IVd 5 |
 *   window of the downlink, whether anything was heard
 *
 *   terms   0..4 q: re-key after 2^q records    7..5 the form of the records; 0 is no session
 *
 * Knows no frame and no time.
 */
import {wipe} from './equal';
import {Window} from './window';

/** Bits of the suites, and the form of a session: SNAKE-128 2.3. */
export enum Form {
	None = 0,
	Full = 1,
	Compact = 4,
}

export const GWID_SIZE: u32 = 8;
export const KEY_SIZE: u32 = 16;
export const IV_SIZE: u32 = 5;

const FORM_SHIFT: u8 = 5;
const REKEY_LOG_MAX: u8 = 0x1f;

const GWID: usize = 10;
const SK_UP: usize = 18;
const SK_DOWN: usize = 34;
const IV_UP: usize = 50;
const IV_DOWN: usize = 55;

/** What flash keeps of a session. */
export const KEPT_SIZE: u32 = 60;

@unmanaged
export class SecureSession {
	/** That of the key which the device committed to. */
	generation: u32;
	/** The link address of the gateway. */
	peer: u16;
	sid: u16;
	private terms: u8;
	/** Re-key after so many hours; 0 is never. */
	hours: u8;

	get alive(): bool {
		return this.form !== Form.None;
	}

	get form(): Form {
		return (this.terms >> FORM_SHIFT) as Form;
	}

	get rekeyLog(): u8 {
		return this.terms & REKEY_LOG_MAX;
	}

	/** A count that no counter reaches is the largest there is. */
	agree(form: Form, rekeyLog: u8): void {
		this.terms = (u8(form) << FORM_SHIFT) | min(rekeyLog, REKEY_LOG_MAX);
	}

	get gwid(): usize {
		return this.at + GWID;
	}

	get keyUp(): usize {
		return this.at + SK_UP;
	}

	get keyDown(): usize {
		return this.at + SK_DOWN;
	}

	get ivUp(): usize {
		return this.at + IV_UP;
	}

	get ivDown(): usize {
		return this.at + IV_DOWN;
	}

	get window(): Window {
		return changetype<Window>(this.at + usize(KEPT_SIZE));
	}

	/** A genuine record has come under these keys: the gateway has them, too. */
	get heard(): bool {
		return load<u8>(this.at + HEARD) !== 0;
	}

	set heard(value: bool) {
		store<u8>(this.at + HEARD, u8(value));
	}

	forget(): void {
		wipe(this.at, u32(SECURE_SESSION_SIZE));
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}

const HEARD: usize = usize(KEPT_SIZE) + offsetof<Window>();
/** In whole words, so that a second one behind the first is aligned too. */
export const SECURE_SESSION_SIZE: usize = (HEARD + 4) & ~3;
