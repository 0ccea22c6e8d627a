/*
 * The session in use and the one before it, SNAKE-128 2.9: make before break.
 *
 *   -, -      accept                      -> new, -
 *   now, -    accept                      -> new, now       both take records; the new one sends
 *   new, old  nothing was ever heard      -> old, new       the gateway never got the new keys
 *   new, old  30 s after the first record
 *             heard under the new one     -> new, -
 *   any       drop                        -> -, -
 *
 * Two lie behind the fields; they change places through room that is lent.
 */
import {PREVIOUS_MS} from '../limits';
import {wipe} from './equal';
import {Form, SECURE_SESSION_SIZE, SecureSession} from './secure-session';

@unmanaged
export class Sessions {
	/** The previous one ages. */
	private aging: bool;
	private untilMs: u32;

	get current(): SecureSession {
		return changetype<SecureSession>(this.at);
	}

	get previous(): SecureSession {
		return changetype<SecureSession>(this.at + SECURE_SESSION_SIZE);
	}

	/** True where records may go to `peer`. */
	reaches(peer: u16): bool {
		return this.current.alive && this.current.peer === peer;
	}

	/** The one that a record from `peer` belongs to. SIDs are unique at one gateway only. */
	find(form: Form, sid: u16, peer: u16): SecureSession | null {
		if (matches(this.current, form, sid, peer)) return this.current;
		return matches(this.previous, form, sid, peer) ? this.previous : null;
	}

	/** Makes room for new keys: `current` is empty then, its old keys are the previous ones. */
	retire(): void {
		if (this.current.alive)
			memory.copy(this.at + SECURE_SESSION_SIZE, this.at, SECURE_SESSION_SIZE);
		this.current.forget();
		this.aging = false;
	}

	/** The previous keys may still be of use with the same gateway where nothing came under these. */
	get canFallBack(): bool {
		const current = this.current;
		const previous = this.previous;
		return !current.heard && previous.alive && previous.peer === current.peer;
	}

	/** `room` is SECURE_SESSION_SIZE octets, wiped afterwards. */
	fallBack(room: usize): void {
		const previous = this.at + SECURE_SESSION_SIZE;
		memory.copy(room, this.at, SECURE_SESSION_SIZE);
		memory.copy(this.at, previous, SECURE_SESSION_SIZE);
		memory.copy(previous, room, SECURE_SESSION_SIZE);
		wipe(room, u32(SECURE_SESSION_SIZE));
		this.aging = false;
	}

	/** A genuine record came under `session`. */
	heard(session: SecureSession, nowMs: u32): void {
		session.heard = true;
		if (session !== this.current || this.aging) return;
		this.aging = true;
		this.untilMs = nowMs + PREVIOUS_MS;
	}

	/** The time at which poll() forgets something, where `ages`. */
	get deadlineMs(): u32 {
		return this.untilMs;
	}

	get ages(): bool {
		return this.aging && this.previous.alive;
	}

	poll(nowMs: u32): void {
		if (this.ages && i32(nowMs - this.untilMs) >= 0) this.previous.forget();
	}

	drop(): void {
		this.current.forget();
		this.previous.forget();
	}

	private get at(): usize {
		return changetype<usize>(this) + offsetof<Sessions>();
	}
}

function matches(session: SecureSession, form: Form, sid: u16, peer: u16): bool {
	return session.form === form && session.sid === sid && session.peer === peer;
}

export const SESSIONS_SIZE: usize = offsetof<Sessions>() + 2 * SECURE_SESSION_SIZE;
