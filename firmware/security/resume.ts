/*
 * A session that outlived a boot, SNAKE-128 2.8: RESUME tells the gateway above which counter we
 * listen, SYNC or any genuine record says that it knows.
 *
 *   Done     begin                 -> Telling   when the kept session is used
 *   Telling  our next message      -> Telling   RESUME goes before it, CONF_TRIES times at most
 *   Telling  heard                 -> Done
 *
 * No deadline of its own: it goes along with what is sent anyway.
 */
import {CONF_TRIES} from '../limits';

@unmanaged
export class Resume {
	private triesLeft: u8;

	begin(): void {
		this.triesLeft = u8(CONF_TRIES);
	}

	/** Returns true when RESUME is to go out now. */
	next(): bool {
		if (this.triesLeft === 0) return false;
		this.triesLeft -= 1;
		return true;
	}

	heard(): void {
		this.triesLeft = 0;
	}
}
