/*
 * TopicIds that the gateway has registered with this node: MQTT-SN 1.2, section 6.10.
 *
 *   index     0       1       ..   INBOUND_MAX - 1
 *   octets    | topic | topic | .. |
 *             id (0 is free), nameSize, name[NAME_MAX]
 *
 * They hold for one session. Knows nothing of who subscribed to what.
 */
import {INBOUND_MAX, NAME_MAX} from '../limits';
import {must, Panic} from '../panic';

@unmanaged
export class InboundTopic {
	id: u16;
	nameSize: u16;

	get name(): usize {
		return changetype<usize>(this) + offsetof<InboundTopic>();
	}

	named(name: usize, size: u32): bool {
		return u32(this.nameSize) === size && memory.compare(this.name, name, usize(size)) === 0;
	}
}

const STRIDE: usize = offsetof<InboundTopic>() + usize(NAME_MAX);

/** What the table of all topics takes. */
export const INBOUND_SIZE: usize = STRIDE * usize(INBOUND_MAX);

export enum Learned {
	Yes,
	TableFull,
	NameTooLong,
}

@unmanaged
export class Inbound {
	at(index: u32): InboundTopic {
		must(index < INBOUND_MAX, Panic.Index);
		return changetype<InboundTopic>(changetype<usize>(this) + STRIDE * usize(index));
	}

	/** Both the id and the name are unique in the table: the later REGISTER counts. */
	learn(id: u16, name: usize, size: u32): Learned {
		must(id !== 0, Panic.Field);
		if (size > NAME_MAX) return Learned.NameTooLong;
		const place = this.placeFor(id, name, size);
		if (!place) return Learned.TableFull;
		this.forgetOthers(place, id);
		place.id = id;
		place.nameSize = u16(size);
		memory.copy(place.name, name, usize(size));
		return Learned.Yes;
	}

	find(id: u16): InboundTopic | null {
		if (id === 0) return null;
		for (let i: u32 = 0; i < INBOUND_MAX; i++) {
			if (this.at(i).id === id) return this.at(i);
		}
		return null;
	}

	reset(): void {
		memory.fill(changetype<usize>(this), 0, INBOUND_SIZE);
	}

	private placeFor(id: u16, name: usize, size: u32): InboundTopic | null {
		for (let i: u32 = 0; i < INBOUND_MAX; i++) {
			if (this.at(i).id !== 0 && this.at(i).named(name, size)) return this.at(i);
		}
		const known = this.find(id);
		if (known) return known;
		for (let i: u32 = 0; i < INBOUND_MAX; i++) {
			if (this.at(i).id === 0) return this.at(i);
		}
		return null;
	}

	private forgetOthers(place: InboundTopic, id: u16): void {
		const other = this.find(id);
		if (other && changetype<usize>(other) !== changetype<usize>(place)) other.id = 0;
	}
}
