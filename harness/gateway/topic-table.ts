/*
 * The normal TopicIds of one client: which name each stands for, and whether the client knows.
 *
 *   -         add                          offered
 *   offered   the client accepted it       known      by REGISTER, SUBACK or REGACK
 *   offered   the client refused it        refused    until it connects again
 *   known     the client does not know     offered    PUBACK "invalid topic id"
 *   any       the client connects again    offered    it may have lost its memory
 *
 * A name keeps its id for as long as the table lives, so that an offer made twice is the same
 * offer. Ids count up from 1; predefined ids and short names are another space (5.3.11).
 */

export interface TopicEntry {
	readonly topicId: number;
	readonly topicName: string;
	state: 'offered' | 'known' | 'refused';
}

export class TopicTable {
	readonly #sizeMax: number;
	#entries: TopicEntry[] = [];
	readonly #byName = new Map<string, TopicEntry>();

	constructor(sizeMax: number) {
		this.#sizeMax = sizeMax;
	}

	ofId(topicId: number): TopicEntry | undefined {
		return this.#entries[topicId - 1];
	}

	ofName(topicName: string): TopicEntry | undefined {
		return this.#byName.get(topicName);
	}

	/** The entry of `topicName`, a new one where there is none; undefined where the table is full. */
	add(topicName: string): TopicEntry | undefined {
		const old = this.#byName.get(topicName);
		if (old !== undefined) return old;
		if (this.#entries.length === this.#sizeMax) return undefined;
		const topicId = this.#entries.length + 1;
		const entry: TopicEntry = {topicId, topicName, state: 'offered'};
		this.#entries.push(entry);
		this.#byName.set(topicName, entry);
		return entry;
	}

	/** Takes every entry for offered. */
	doubt(): void {
		for (const entry of this.#entries) entry.state = 'offered';
	}

	/** Plain, for a record: in the order of the TopicIds. */
	save(): [topicName: string, state: TopicEntry['state']][] {
		return this.#entries.map(({topicName, state}) => [topicName, state]);
	}

	/** Fills an empty table. What is beyond its size is left out. */
	restore(entries: readonly [topicName: string, state: TopicEntry['state']][]): void {
		for (const [topicName, state] of entries) {
			const entry = this.add(topicName);
			if (entry !== undefined) entry.state = state;
		}
	}

	clear(): void {
		this.#entries = [];
		this.#byName.clear();
	}
}
