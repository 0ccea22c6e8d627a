/*
 * Our firmware on a board as a target, behind a serial line. The board starts anew for each case,
 * is configured for its task, and its datagrams come over the line.
 *
 *   place n  <-- DGRAM_UP, DGRAM_DOWN -->  short address n + 1 of the board's neighbours
 *
 * A board has one case at a time. One whose clock cannot be made faster is given shorter times. A
 * board that starts anew unasked has failed its case, whatever else was seen.
 */
import type {SerialBoard} from '../../transport/serial.js';
import {Deviation} from '../case.js';
import type {ClientFacts, ClientTarget, Task} from '../client-target.js';
import type {Port} from '../line.js';
import {FACTS} from './firmware-over-udp.js';
import {configOf} from './simulated-client.js';
import {WallClock} from './wall-clock.js';

const EVERYBODY = 0xffff;
/** A case plays two gateways at most, or a gateway and a neighbour. */
const PLACES = 2;
/** On the wall: a line of 115,200 Bd takes 25 ms for the longest frame. */
const WALL_TIMES = {patienceMs: 1500, quietMs: 200, resolutionMs: 150, wallMaxMs: 61_000};
/** Long enough to be told apart on a busy machine. */
const PROMPT_FACTS: ClientFacts = {
	...FACTS,
	keepAliveS: 5,
	tretryMs: 1600,
	nretry: 2,
	tsearchgwMs: 150,
	twaitMs: 2500,
	tgwinfoMs: 300,
	reconnectMs: 3500,
	sleepS: 4,
	periodMs: 1100,
};
/** Of a client that publishes often: more than two periods pass before it sends again. */
const OFTEN_RETRY_MS = 2800;

/** Starts the app of `board` with `task`; the board stays open when the target is closed. */
export async function startSerialClient(
	board: SerialBoard,
	scale: number,
	task: Task,
): Promise<ClientTarget> {
	await board.reset();
	const client = new SerialClient(board, scale, scale === 1 ? promptFacts(task) : FACTS);
	await board.start(configOf(task, client.facts));
	return client;
}

function promptFacts({often}: Task): ClientFacts {
	return often === true ? {...PROMPT_FACTS, tretryMs: OFTEN_RETRY_MS} : PROMPT_FACTS;
}

class SerialClient extends WallClock implements ClientTarget {
	readonly facts: ClientFacts;
	readonly delivered: string[] = [];
	readonly #board: SerialBoard;
	/** Of every place, whether it is open yet or not: the board may speak first. */
	readonly #inboxes: readonly Uint8Array[][] = Array.from({length: PLACES}, () => []);
	#opened = 0;
	#restarted = false;

	constructor(board: SerialBoard, scale: number, facts: ClientFacts) {
		super({scale, ...WALL_TIMES});
		this.#board = board;
		this.facts = facts;
		board.listener = {
			onDatagram: (destination, octets) => this.#heard(destination, octets),
			onDelivered: octets => void this.delivered.push(Buffer.from(octets).toString()),
			onNews: news => {
				if (news.kind === 'restart' && !news.commanded) this.#restarted = true;
			},
		};
	}

	open(): Port {
		const inbox = this.#inboxes[this.#opened++]!;
		const source = this.#opened;
		return {inbox, send: octets => void this.#board.send(source, octets)};
	}

	override async wait(ms: number, done: () => boolean): Promise<boolean> {
		const held = await super.wait(ms, done);
		if (this.#restarted) throw new Deviation('the board has started anew');
		return held;
	}

	async close(): Promise<void> {
		this.#board.listener = {};
	}

	#heard(destination: number, octets: Uint8Array): void {
		const inboxes =
			destination === EVERYBODY ? this.#inboxes : this.#inboxes.slice(destination - 1, destination);
		for (const inbox of inboxes) inbox.push(octets);
	}
}
