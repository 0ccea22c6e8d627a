/*
 * How many instructions does a node need? Counted one by one, and the same on every run:
 *
 *   CountedBoard  --frames-->  a gateway that answers so many milliseconds later
 *                 <--frames--
 *
 * A step is what the node does until nothing more is due at once. What does not count: interrupts of
 * the line, and waiting for random numbers.
 */
import {FrameType, Op} from '../harness/serial/codes.js';
import {packControl, type Value} from '../harness/serial/control.js';
import {encodeFrame} from '../harness/serial/frame.js';
import {datagramUp, encodeDatagramDown} from '../harness/serial/payloads.js';
import type {Image} from './board-image.js';
import {CountedBoard} from './counted-board.js';
import {type Counted, sumOf} from './counted-log.js';
import {guarded, IDENTITY, PLAIN, type Shield} from './shield.js';

export interface InstructionRow extends Counted {
	readonly step: string;
}

/** ConfigKey of firmware/config.ts: a sensor, at QoS 1, with a predefined topic, once in a while. */
const SETTINGS: readonly (readonly [key: number, value: number])[] = [
	[3, 1],
	[4, 1],
	[5, 2000],
	[7, 1],
	[12, 100],
];
const PARTS_SHOWN = ['client', 'security', 'link', 'board', 'total'] as const;
const GATEWAY = 7;
const [SEARCHGW, GWINFO, CONNECT, CONNACK] = [0x01, 0x02, 0x04, 0x05];
const [PUBLISH, PUBACK] = [0x0c, 0x0d];

/** How long the other end takes to answer. */
const ANSWER_MS = 5;
/** What the node does so soon behind a step is of it: the line counts octets 250 ms later. */
const SETTLED_MS = 300;
const IDLE_MS = 1000;
/** A node that was due so often, and has not said what it is to say, will not say it. */
const DUE_MAX = 100;

/** Rows as a table. */
export function instructionTable(rows: readonly InstructionRow[]): string {
	const head = 'instructions'.padEnd(40) + PARTS_SHOWN.map(part => part.padStart(10)).join('');
	const lines = rows.map(
		row => row.step.padEnd(40) + PARTS_SHOWN.map(part => String(row[part]).padStart(10)).join(''),
	);
	return [head, ...lines].join('\n');
}

/** The steps of a sensor that joins and publishes, in plain and with keys; of a countedImage(). */
export async function countInstructions(image: Image): Promise<InstructionRow[]> {
	const rows: InstructionRow[] = [];
	for (const steps of [plainSteps, protectedSteps]) {
		const board = await CountedBoard.start(image);
		try {
			rows.push(...(await countSteps(board, steps)));
		} finally {
			await board.stop();
		}
	}
	return rows;
}

type Count = (step: string, happens: () => Promise<unknown>) => Promise<void>;

async function plainSteps(gateway: Gateway, count: Count): Promise<void> {
	await count('start, and HELLO', () => gateway.meets());
	await count('CONFIG', () => gateway.configures());
	await count('START, search, CONNECT, a first PUBLISH', () => gateway.joins());
	await count('one PUBLISH of QoS 1', () => gateway.publishes());
	await count(`asleep for ${IDLE_MS} ms`, () => gateway.waits(IDLE_MS));
}

async function protectedSteps(gateway: Gateway, count: Count): Promise<void> {
	await gateway.meets();
	await count('PROVISION', () => gateway.ask(Op.PROVISION, IDENTITY));
	await gateway.restarts();
	gateway.shield = guarded(GATEWAY);
	await gateway.configures();
	await count('START, search', () => gateway.searches());
	await count('a handshake, and CONNECT in a record', () => gateway.handshakes());
	await count('CONNACK, the proof, a first PUBLISH', () => gateway.isAccepted());
	await count('one protected PUBLISH of QoS 1', () => gateway.publishes());
	await count(`asleep for ${IDLE_MS} ms`, () => gateway.waits(IDLE_MS));
}

async function countSteps(
	board: CountedBoard,
	steps: (gateway: Gateway, count: Count) => Promise<void>,
): Promise<InstructionRow[]> {
	const taken: {step: string; from: number; to: number}[] = [];
	const gateway = new Gateway(board);
	await steps(gateway, async (step, happens) => {
		const from = board.rests;
		await happens();
		await gateway.waits(SETTLED_MS);
		taken.push({step, from, to: board.rests});
	});
	const counted = await board.counted();
	return taken.map(({step, from, to}) => ({step, ...sumOf(counted.slice(from, to))}));
}

/** The other end of the line, and behind it a gateway. */
class Gateway {
	shield: Shield = PLAIN;
	#seq = 0;
	#id = 0;
	/** Messages that nobody has asked for yet. */
	readonly #messages: Uint8Array[] = [];

	constructor(private readonly board: CountedBoard) {}

	async meets(): Promise<void> {
		await this.board.rest();
		await this.ask(Op.HELLO, [1, 1, 1]);
	}

	async configures(): Promise<void> {
		await this.ask(Op.CONFIG, [SETTINGS.map(pair => [...pair])]);
	}

	async ask(op: Op, args: readonly Value[]): Promise<void> {
		this.#id += 1;
		await this.#send(FrameType.CTRL_REQ, packControl([this.#id, op, ...args]));
	}

	/** A sensor publishes as soon as it is connected. */
	async joins(): Promise<void> {
		await this.ask(Op.START, []);
		await this.#answer(SEARCHGW, () => [3, GWINFO, GATEWAY]);
		await this.#answer(CONNECT, () => [3, CONNACK, 0]);
		await this.publishes();
	}

	async searches(): Promise<void> {
		await this.ask(Op.START, []);
		await this.#heard(SEARCHGW);
	}

	/** All up to the first record, and that is CONNECT. */
	async handshakes(): Promise<void> {
		await this.#sendDown([Uint8Array.of(3, GWINFO, GATEWAY)]);
		await this.#heard(CONNECT);
	}

	async isAccepted(): Promise<void> {
		await this.#sendDown(this.shield.sealed(Uint8Array.of(3, CONNACK, 0)));
		await this.publishes();
	}

	/** It tells of the RESET, starts anew and comes to rest. */
	async restarts(): Promise<void> {
		await this.ask(Op.RESET, [0]);
		await this.ask(Op.HELLO, [1, 1, 1]);
	}

	async publishes(): Promise<void> {
		await this.#answer(PUBLISH, message => [7, PUBACK, ...message.subarray(3, 7), 0]);
	}

	/** Wakes the node only when it is due. */
	async waits(ms: number): Promise<void> {
		const untilMs = this.board.nowMs + ms;
		while (this.board.nowMs + this.board.dueInMs <= untilMs) await this.#due();
	}

	async #answer(msgType: number, answer: (message: Uint8Array) => number[]): Promise<void> {
		const message = await this.#heard(msgType);
		await this.#sendDown(this.shield.sealed(Uint8Array.from(answer(message))));
	}

	/** The next message of that type. */
	async #heard(msgType: number): Promise<Uint8Array> {
		for (let due = 0; due < DUE_MAX; due++) {
			const messages = this.#messages.splice(0);
			const at = messages.findIndex(message => message[1] === msgType);
			this.#messages.push(...messages.slice(at + 1));
			if (at >= 0) return messages[at]!;
			await this.#due();
		}
		throw new RangeError(`the node never sends a message of type ${msgType}`);
	}

	async #due(): Promise<void> {
		await this.#hear(await this.board.wake(Math.max(0, this.board.dueInMs)));
	}

	async #sendDown(datagrams: readonly Uint8Array[]): Promise<void> {
		for (const octets of datagrams) {
			const down = {tUs: 0, rssiDbm: -50, source: GATEWAY, octets};
			await this.#send(FrameType.DGRAM_DOWN, encodeDatagramDown(down));
		}
	}

	async #send(type: number, payload: Uint8Array): Promise<void> {
		const frame = encodeFrame({type, seq: this.#seq++ & 0xff, payload});
		await this.#hear(await this.board.wake(ANSWER_MS, frame));
	}

	/** What the guard answers to others is sent at once. */
	async #hear(frames: readonly {type: number; payload: Uint8Array}[]): Promise<void> {
		for (const {type, payload} of frames) {
			if (type !== FrameType.DGRAM_UP) continue;
			const {octets} = datagramUp(payload)!;
			this.#messages.push(...this.shield.heard(this.board.nowMs, octets));
			await this.#sendDown(this.shield.answers());
		}
	}
}
