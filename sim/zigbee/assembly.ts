/*
 * What has come to one node of APS: messages that came before, and messages whose blocks are still
 * to come. Both are forgotten after a while.
 */
import {BLOCK_SIZE, MESSAGE_SIZE_MAX} from './transfers.js';

/** Blocks of messages that a node remembers, and messages that it puts together at a time. */
const REMEMBERED = 64;
const MESSAGES_MAX = 4;
/** Longer than a sender goes on, shorter than its counter takes to come round. */
const FORGET_US = 8_000_000;
const NOBODY = -1;
const BLOCKS_MAX = MESSAGE_SIZE_MAX / BLOCK_SIZE;

/** A message in blocks. */
class Message {
	source = NOBODY;
	counter = 0;
	blockCount = 0;
	/** Bit by block: it is there; it is shorter than a block is. */
	have = 0;
	short = 0;
	size = 0;
	heardUs = 0;
	readonly octets = new Uint8Array(MESSAGE_SIZE_MAX);
}

export class Assembly {
	/** Of the message that take() has completed. */
	octets: Uint8Array = new Uint8Array(0);
	size = 0;
	/** Messages that were given up. */
	incomplete = 0;
	readonly #source = new Int32Array(REMEMBERED).fill(NOBODY);
	readonly #name = new Uint32Array(REMEMBERED);
	readonly #heardUs = new Float64Array(REMEMBERED);
	#next = 0;
	readonly #messages: Message[] = [];

	/** Whether block `block`, -1 for a whole message, has come before; it has, from now on. */
	repeats(source: number, counter: number, block: number, nowUs: number): boolean {
		const name = (counter << 8) | (block & 0xff);
		for (let place = 0; place < REMEMBERED; place++) {
			if (this.#source[place] !== source || this.#name[place] !== name) continue;
			if (nowUs - this.#heardUs[place] < FORGET_US) return true;
		}
		this.#source[this.#next] = source;
		this.#name[this.#next] = name;
		this.#heardUs[this.#next] = nowUs;
		this.#next = (this.#next + 1) % REMEMBERED;
		return false;
	}

	/** Takes a block; true says that the message is complete now. */
	take(
		from: {source: number; counter: number; block: number; blockCount: number; nowUs: number},
		octets: Uint8Array,
		at: number,
		size: number,
	): boolean {
		const {source, counter, block, blockCount, nowUs} = from;
		if (block >= BLOCKS_MAX || size > BLOCK_SIZE || blockCount > BLOCKS_MAX) return false;
		const message = this.#find(source, counter, nowUs);
		if (blockCount > 0) message.blockCount = blockCount;
		message.have |= 1 << block;
		if (size < BLOCK_SIZE) message.short |= 1 << block;
		message.heardUs = nowUs;
		for (let index = 0; index < size; index++) {
			message.octets[block * BLOCK_SIZE + index] = octets[at + index];
		}
		message.size = Math.max(message.size, block * BLOCK_SIZE + size);
		if (message.blockCount === 0 || message.have !== (1 << message.blockCount) - 1) return false;
		message.source = NOBODY;
		// All but the last block are full: what lies behind a short one is of another message.
		if ((message.short & ~(1 << (message.blockCount - 1))) !== 0) return false;
		this.octets = message.octets;
		this.size = message.size;
		return true;
	}

	#find(source: number, counter: number, nowUs: number): Message {
		for (const message of this.#messages) {
			if (message.source !== source || message.counter !== counter) continue;
			if (nowUs - message.heardUs < FORGET_US) return message;
		}
		const message = this.#place(nowUs);
		message.source = source;
		message.counter = counter;
		message.blockCount = 0;
		message.have = 0;
		message.short = 0;
		message.size = 0;
		return message;
	}

	/** A free one, one that is late, a new one, or the oldest. */
	#place(nowUs: number): Message {
		let oldest: Message | undefined;
		for (const message of this.#messages) {
			if (message.source === NOBODY) return message;
			if (oldest === undefined || message.heardUs < oldest.heardUs) oldest = message;
		}
		const late = oldest !== undefined && nowUs - oldest.heardUs >= FORGET_US;
		if (!late && this.#messages.length < MESSAGES_MAX) {
			const message = new Message();
			this.#messages.push(message);
			return message;
		}
		this.incomplete++;
		return oldest!;
	}
}
