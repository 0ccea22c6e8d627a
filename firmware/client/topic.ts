/*
 * What messages are published to or received from: a normal topic has a name and, once the
 * gateway gave one, a TopicId; a predefined one has its TopicId from the start; a short one has a
 * name of two octets that stands in the place of the TopicId. MQTT-SN 1.2, section 3.
 *
 * The octets of the name lie somewhere else and stay there.
 */
import {TopicIdType} from '../wire/flags';
import {readU16} from '../wire/octets';

@unmanaged
export class Topic {
	idType: TopicIdType;
	name: usize;
	nameSize: u32;
	id: u16;

	normal(name: usize, nameSize: u32): void {
		this.idType = TopicIdType.Normal;
		this.name = name;
		this.nameSize = nameSize;
		this.id = 0;
	}

	predefined(id: u16): void {
		this.idType = TopicIdType.Predefined;
		this.nameSize = 0;
		this.id = id;
	}

	/** The two octets at `name` are the topic. */
	short(name: usize): void {
		this.idType = TopicIdType.Short;
		this.name = name;
		this.nameSize = 2;
		this.id = readU16(name);
	}

	/** Only a normal topic has to be registered. */
	get isNormal(): bool {
		return this.idType === TopicIdType.Normal;
	}

	/**
	 * True where a PUBLISH with this TopicIdType and TopicId is one to this topic. A name of two
	 * octets may come back as a short one, whatever it was subscribed as.
	 */
	isMeantBy(idType: TopicIdType, id: u16): bool {
		if (idType === TopicIdType.Short) return this.nameSize === 2 && readU16(this.name) === id;
		return this.id !== 0 && this.idType === idType && this.id === id;
	}

	named(name: usize, size: u32): bool {
		return this.nameSize === size && memory.compare(this.name, name, usize(size)) === 0;
	}
}
