/*
 * MsgIds of QoS 2 between PUBLISH and PUBREL, the oldest first: MQTT-SN 1.2, section 6.6.
 *
 *   index     0         1         ..   RELEASES_MAX - 1
 *   octets    | release | release | .. |
 *             msgId, peer
 *
 *   unknown   PUBLISH            -> waiting   delivered; PUBREC
 *   waiting   PUBLISH again      -> waiting   not delivered; PUBREC
 *   any       PUBREL             -> unknown   PUBCOMP
 *   any       session is gone    -> unknown
 *   waiting   RELEASES_MAX newer -> unknown
 *
 * A kept session's entries outlive its connection. Over another gateway only DUP tells whether a
 * MsgId is the old one: the new gateway may know the session, or count for itself.
 */
import {RELEASES_MAX} from '../limits';
import {must, Panic} from '../panic';

@unmanaged
export class Release {
	msgId: u16;
	peer: u16;
}

const STRIDE: usize = offsetof<Release>();

@unmanaged
export class Inbox {
	count: u32;

	/** True where a PUBLISH with `msgId` from `peer` was delivered before. */
	knows(msgId: u16, peer: u16, dup: bool): bool {
		const index = this.indexOf(msgId);
		return index >= 0 && (dup || this.at(u32(index)).peer === peer);
	}

	/** To be called for what is delivered. A full table forgets its oldest entry. */
	add(msgId: u16, peer: u16): void {
		this.remove(msgId);
		if (this.count === RELEASES_MAX) this.removeAt(0);
		this.count += 1;
		const release = this.at(this.count - 1);
		release.msgId = msgId;
		release.peer = peer;
	}

	remove(msgId: u16): void {
		const index = this.indexOf(msgId);
		if (index >= 0) this.removeAt(u32(index));
	}

	reset(): void {
		this.count = 0;
	}

	private indexOf(msgId: u16): i32 {
		for (let i: u32 = 0; i < this.count; i++) {
			if (this.at(i).msgId === msgId) return i32(i);
		}
		return -1;
	}

	private removeAt(index: u32): void {
		const gap = changetype<usize>(this.at(index));
		this.count -= 1;
		memory.copy(gap, gap + STRIDE, usize(this.count - index) * STRIDE);
	}

	private at(index: u32): Release {
		must(index < this.count, Panic.Index);
		const releases = changetype<usize>(this) + offsetof<Inbox>();
		return changetype<Release>(releases + STRIDE * usize(index));
	}
}

/** What the table of all entries takes. */
export const INBOX_SIZE: usize = offsetof<Inbox>() + STRIDE * usize(RELEASES_MAX);
