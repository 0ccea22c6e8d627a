/*
 * What a node remembers without power: SNAKE-128, 2.7.
 *
 *   writeKey   append the key | zeroise the older one | zeroise its session | copy RC
 *                             ^ from here on the new key counts
 *
 * After open(), and wherever the power has failed before:
 *
 *   no key of an older generation is left
 *   a Session is of the key's generation, and there is an Uplink: no counter comes twice
 *   a Drought is of the key's generation: a new key ends it
 *   RC lies in Key and in Recovery, once provision() has come to its end
 *
 * Knows no key's use. The bodies are drawn in flash-record.ts; what a step of the flash may leave
 * behind, in flash-log.ts.
 */
import {must, Panic} from '../panic';
import {FlashLog} from './flash-log';
import {BLANK, readWord, WORD_SIZE} from './flash-page';
import {BODY, KEY_SIZE, Key, Kind, SESSION_SIZE, SHARED_SIZE} from './flash-record';

/** The batch of a Recovery that had to be made without an older one. */
const BATCH_UNKNOWN: u32 = BLANK;
const EPOCH_SHIFT: u32 = 24;

@unmanaged
export class Journal extends FlashLog {
	/** To be called once, at boot. False where a repair does not read back: the flash is worn. */
	open(): bool {
		this.load();
		if (this.epoch === 0) return true;
		if (!this.sessionIsSafe()) this.setPlace(Kind.Session, 0);
		if (this.value(Kind.Drought) !== this.value(Kind.Key)) this.setPlace(Kind.Drought, 0);
		return this.strengthen() && this.copyRc() && this.sweep();
	}

	/** Uplink or Downlink; 0 where there is none. */
	ceiling(kind: Kind): u32 {
		must(kind === Kind.Uplink || kind === Kind.Downlink, Panic.State);
		return this.value(kind);
	}

	/** Writes the first key of a device. False where it has one, or the flash is worn. */
	provision(key: Key, batch: u32): bool {
		if (this.holds(Kind.Key) || !this.begin(Kind.Recovery)) return false;
		this.put(changetype<usize>(key), SHARED_SIZE);
		this.putWord(batch);
		return this.commit(Kind.Recovery) && this.writeKey(key);
	}

	/**
	 * Replaces the key by one of a higher generation. False where it does not read back: then the
	 * older key still counts, and its session.
	 */
	writeKey(key: Key): bool {
		must(!this.holds(Kind.Key) || key.generation > this.value(Kind.Key), Panic.State);
		if (!this.begin(Kind.Key)) return false;
		this.put(changetype<usize>(key), KEY_SIZE);
		if (!this.commit(Kind.Key)) return false;
		this.forget(Kind.Session);
		this.copyRc();
		this.forget(Kind.Drought);
		return true;
	}

	/** Hours in which the key has agreed on nothing. */
	get drought(): u32 {
		if (!this.holds(Kind.Drought)) return 0;
		return readWord(this.place(Kind.Drought) + BODY + WORD_SIZE, changetype<usize>(this));
	}

	/** False where it does not read back: the older hours still count. */
	writeDrought(hours: u32): bool {
		const generation = this.value(Kind.Key);
		if (!this.begin(Kind.Drought)) return false;
		this.putWord(generation);
		this.putWord(hours);
		return this.commit(Kind.Drought);
	}

	/** Uplink or Downlink. False where it does not read back: the older ceiling still counts. */
	writeCeiling(kind: Kind, ceiling: u32): bool {
		must(kind === Kind.Uplink || kind === Kind.Downlink, Panic.State);
		if (!this.begin(kind)) return false;
		this.putWord(ceiling);
		return this.commit(kind);
	}

	/** SESSION_SIZE octets. False where they do not read back: the older session still counts. */
	writeSession(session: usize): bool {
		if (!this.begin(Kind.Session)) return false;
		this.put(session, SESSION_SIZE);
		return this.commit(Kind.Session);
	}

	/** False where the flash is worn. */
	forgetSession(): bool {
		return this.forget(Kind.Session);
	}

	private sessionIsSafe(): bool {
		return this.holds(Kind.Uplink) && this.value(Kind.Session) === this.value(Kind.Key);
	}

	/** Makes Recovery hold the RC of Key: a recovery gives a new one, and a cut may lose it. */
	private copyRc(): bool {
		if (!this.holds(Kind.Key) || this.recoveryFits()) return true;
		if (!this.begin(Kind.Recovery)) return false;
		this.copy(this.place(Kind.Key) + BODY, SHARED_SIZE);
		if (this.holds(Kind.Recovery)) this.copy(this.batchAt, WORD_SIZE);
		else this.putWord(BATCH_UNKNOWN);
		return this.commit(Kind.Recovery);
	}

	private recoveryFits(): bool {
		if (!this.holds(Kind.Recovery)) return false;
		return this.value(Kind.Recovery) >> EPOCH_SHIFT === this.value(Kind.Key) >> EPOCH_SHIFT;
	}

	private get batchAt(): u32 {
		return this.place(Kind.Recovery) + BODY + SHARED_SIZE;
	}
}
