/*
 * Who can be felt by whom, and how strongly: one row a sender, in ascending order of the
 * receiver, in compressed rows. Links so weak that they change nothing are left out.
 *
 * What arrives over a link may change with time: rssi() says what arrives now. Where nothing
 * changes that is a look into a column.
 */
import type {Change, Weather} from './weather.js';

/** What arrives at a radio without any link, in hundredths of a dBm: less than anything. */
export const SILENCE_CDBM = -20_000;
/** No transmitter of ours is stronger than this at its own antenna. */
const LOUDEST_CDBM = 5000;

/** The links of one sender: receiver and hundredths of a dBm in turn, receivers ascending. */
export type Row = readonly number[];

/** Told of one link. */
export type Add = (from: number, to: number, rssiCdbm: number) => void;

export class Links {
	/** Row of sender `i`: rowStart[i] up to, not including, rowStart[i + 1]. */
	readonly rowStart: Int32Array;
	/** The receiver of each link. */
	readonly receivers: Int32Array;
	/** What arrives there in calm weather, in hundredths of a dBm. */
	readonly rssiCdbm: Int16Array;
	/** The same links by receiver: made when somebody first asks. */
	#columns: Columns | undefined;
	#weather: Weather | undefined;
	#clock: {readonly now: number} = {now: 0};
	#senders = new Int32Array(0);
	#nowCdbm = new Int16Array(0);
	#untilUs = new Float64Array(0);
	readonly #change: Change = {cdb: 0, untilUs: 0};

	private constructor(count: number, size: number) {
		this.rowStart = new Int32Array(count + 1);
		this.receivers = new Int32Array(size);
		this.rssiCdbm = new Int16Array(size);
	}

	/**
	 * What `list` tells: links of each sender by ascending receiver, senders in any order. It is
	 * asked twice, to count and to fill: where everybody feels everybody there are a hundred
	 * million links, and no room for another copy of them.
	 */
	static listed(count: number, list: (add: Add) => void): Links {
		const ends = new Int32Array(count);
		list(from => void ends[from]++);
		let size = 0;
		for (let sender = 0; sender < count; sender++) {
			const row = ends[sender];
			ends[sender] = size;
			size += row;
		}
		const links = new Links(count, size);
		list((from, to, rssiCdbm) => {
			links.receivers[ends[from]] = to;
			links.rssiCdbm[ends[from]++] = rssiCdbm;
		});
		links.rowStart.set(ends, 1);
		return links;
	}

	/** Links given one by one: `rssiCdbm(from, to)` arrives, below `floorCdbm` nothing does. */
	static fromGains(
		count: number,
		rssiCdbm: (from: number, to: number) => number,
		floorCdbm: number,
	): Links {
		return Links.listed(count, add => {
			for (let from = 0; from < count; from++) {
				for (let to = 0; to < count; to++) {
					const rssi = to === from ? SILENCE_CDBM : rssiCdbm(from, to);
					if (to !== from && rssi >= floorCdbm) add(from, to, rssi);
				}
			}
		});
	}

	/** What arrives over `link` now, in hundredths of a dBm. */
	rssi(link: number): number {
		return this.#weather === undefined ? this.rssiCdbm[link] : this.#inWeather(link, this.#weather);
	}

	/** The link from `sender` to `receiver`; -1 if there is none. */
	find(sender: number, receiver: number): number {
		const receivers = this.receivers;
		let low = this.rowStart[sender];
		let high = this.rowStart[sender + 1] - 1;
		// Where everybody hears everybody a row has no gaps, and the place is known.
		const likely = low + (receiver > sender ? receiver - 1 : receiver);
		if (likely <= high && receivers[likely] === receiver) return likely;
		while (low <= high) {
			const middle = (low + high) >> 1;
			const candidate = receivers[middle];
			if (candidate === receiver) return middle;
			if (candidate < receiver) low = middle + 1;
			else high = middle - 1;
		}
		return -1;
	}

	/** Calls `visit` with each sender that `receiver` feels, in ascending order. */
	senders(receiver: number, visit: (sender: number) => void): void {
		this.#columns ??= columnsOf(this);
		const {columnStart, senders} = this.#columns;
		const end = columnStart[receiver + 1];
		for (let at = columnStart[receiver]; at < end; at++) visit(senders[at]);
	}

	/** From now on what arrives changes with `weather`. Returns these links. */
	under(weather: Weather | undefined, clock: {readonly now: number}): this {
		this.#weather = weather;
		this.#clock = clock;
		if (weather === undefined) return this;
		const size = this.receivers.length;
		this.#senders = new Int32Array(size);
		for (let sender = 0; sender + 1 < this.rowStart.length; sender++) {
			this.#senders.fill(sender, this.rowStart[sender], this.rowStart[sender + 1]);
		}
		this.#nowCdbm = new Int16Array(size);
		this.#untilUs = new Float64Array(size).fill(-1);
		return this;
	}

	/**
	 * These links with `lossCdb(from, to)` more on each; Infinity takes a link away. Weather is
	 * the caller's to add.
	 */
	weakened(lossCdb: (from: number, to: number) => number): Links {
		const count = this.rowStart.length - 1;
		const kept = new Links(count, this.rowStart[count]);
		let at = 0;
		for (let from = 0; from < count; from++) {
			for (let link = this.rowStart[from]; link < this.rowStart[from + 1]; link++) {
				const loss = lossCdb(from, this.receivers[link]);
				if (loss === Infinity) continue;
				kept.receivers[at] = this.receivers[link];
				kept.rssiCdbm[at++] = Math.max(SILENCE_CDBM, this.rssiCdbm[link] - loss);
			}
			kept.rowStart[from + 1] = at;
		}
		return kept;
	}

	/**
	 * These links with those of `radio` in and out replaced: `row` is its own, `back(from)` what
	 * arrives at it from another one, undefined if nothing does.
	 */
	replaced(radio: number, row: Row, back: (from: number) => number | undefined): Links {
		const count = this.rowStart.length - 1;
		const room = this.rowStart[count] + row.length / 2 + count;
		const links = new Links(count, room);
		let at = 0;
		for (let from = 0; from < count; from++) {
			at = from === radio ? links.#write(row, at) : this.#copy(links, at, {from, radio, back});
			links.rowStart[from + 1] = at;
		}
		return links;
	}

	#write(row: Row, start: number): number {
		let at = start;
		for (let entry = 0; entry < row.length; entry += 2) {
			this.receivers[at] = row[entry];
			this.rssiCdbm[at++] = row[entry + 1];
		}
		return at;
	}

	/** Copies a row but for its link to `radio`, which is asked for anew. */
	#copy(
		to: Links,
		start: number,
		{from, radio, back}: {from: number; radio: number; back(from: number): number | undefined},
	): number {
		const [first, end] = [this.rowStart[from], this.rowStart[from + 1]];
		let split = first;
		while (split < end && this.receivers[split] < radio) split++;
		const rest = this.receivers[split] === radio && split < end ? split + 1 : split;
		const rssi = back(from);
		let at = start;
		to.receivers.set(this.receivers.subarray(first, split), at);
		to.rssiCdbm.set(this.rssiCdbm.subarray(first, split), at);
		at += split - first;
		if (rssi !== undefined) {
			to.receivers[at] = radio;
			to.rssiCdbm[at++] = rssi;
		}
		to.receivers.set(this.receivers.subarray(rest, end), at);
		to.rssiCdbm.set(this.rssiCdbm.subarray(rest, end), at);
		return at + end - rest;
	}

	#inWeather(link: number, weather: Weather): number {
		const now = this.#clock.now;
		if (now < this.#untilUs[link]) return this.#nowCdbm[link];
		const change = this.#change;
		weather.read(this.#senders[link], this.receivers[link], now, change);
		const rssi = this.rssiCdbm[link] + change.cdb;
		this.#untilUs[link] = change.untilUs;
		this.#nowCdbm[link] = Math.max(SILENCE_CDBM, Math.min(LOUDEST_CDBM, rssi));
		return this.#nowCdbm[link];
	}
}

/** Senders of receiver `i`, ascending: columnStart[i] up to, not including, columnStart[i + 1]. */
interface Columns {
	readonly columnStart: Int32Array;
	readonly senders: Int32Array;
}

function columnsOf({rowStart, receivers}: Links): Columns {
	const count = rowStart.length - 1;
	const size = rowStart[count];
	const columnStart = new Int32Array(count + 1);
	const senders = new Int32Array(size);
	for (let link = 0; link < size; link++) columnStart[receivers[link] + 1]++;
	for (let receiver = 0; receiver < count; receiver++) {
		columnStart[receiver + 1] += columnStart[receiver];
	}
	const ends = columnStart.slice();
	for (let sender = 0; sender < count; sender++) {
		for (let link = rowStart[sender]; link < rowStart[sender + 1]; link++) {
			senders[ends[receivers[link]]++] = sender;
		}
	}
	return {columnStart, senders};
}
