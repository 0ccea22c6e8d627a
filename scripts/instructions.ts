/*
 * How many instructions does a node need? Counted one by one, by a QEMU that logs each:
 *
 *   the node's image, as it is flashed  <-- socket -->  a gateway that answers at once
 *           |
 *           log: a line an instruction  ->  by its address, to client, security, link or board
 *
 * Between two steps the board sleeps; what is logged up to then belongs to the step. The node asks
 * itself when it is due each time the board has woken, which depends on how octets come together: so
 * figures differ a little from run to run.
 */
import {mkdtemp, open, rm, stat} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {FrameType, Op} from '../harness/serial/codes.js';
import {packControl, type Value} from '../harness/serial/control.js';
import {decodeFrame, encodeFrame} from '../harness/serial/frame.js';
import {datagramUp, encodeDatagramDown} from '../harness/serial/payloads.js';
import {type Image, run} from './board-image.js';
import {EmulatedBoard} from './emulated-board.js';
import {type Part, partOf} from './image-size.js';
import {guarded, IDENTITY, PLAIN, type Shield} from './shield.js';

export interface InstructionRow {
	readonly step: string;
	readonly client: number;
	readonly security: number;
	readonly link: number;
	readonly board: number;
	readonly total: number;
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

/** A board that logs nothing for so long is asleep. */
const QUIET_MS = 300;
const IDLE_MS = 1000;
const STEP_DEADLINE_MS = 30_000;
const TRACE = /^Trace \d+: \S+ \[[^/]*\/(?<pc>[0-9a-f]+)\//;

/** Rows as a table. */
export function instructionTable(rows: readonly InstructionRow[]): string {
	const head = 'instructions'.padEnd(40) + PARTS_SHOWN.map(part => part.padStart(10)).join('');
	const lines = rows.map(
		row => row.step.padEnd(40) + PARTS_SHOWN.map(part => String(row[part]).padStart(10)).join(''),
	);
	return [head, ...lines].join('\n');
}

/** The steps of a sensor that joins and publishes, in plain and with keys, on a board in QEMU. */
export async function countInstructions(image: Image): Promise<InstructionRow[]> {
	return [...(await countSteps(image, plainSteps)), ...(await countSteps(image, protectedSteps))];
}

type Steps = (
	gateway: Gateway,
	count: (step: string, happens: Promise<unknown>) => Promise<void>,
) => Promise<void>;

async function plainSteps(gateway: Gateway, count: Parameters<Steps>[1]): Promise<void> {
	await count('start, and HELLO', gateway.ask(Op.HELLO, [1, 1, 1]));
	await count('CONFIG', gateway.ask(Op.CONFIG, [SETTINGS.map(pair => [...pair])]));
	await count('START, search, CONNECT, a first PUBLISH', gateway.joins());
	await count('one PUBLISH of QoS 1', gateway.publishes());
	await count(`asleep for ${IDLE_MS} ms`, sleep(IDLE_MS - QUIET_MS));
}

async function protectedSteps(gateway: Gateway, count: Parameters<Steps>[1]): Promise<void> {
	await gateway.ask(Op.HELLO, [1, 1, 1]);
	await count('PROVISION', gateway.ask(Op.PROVISION, IDENTITY));
	await gateway.restarts();
	gateway.shield = guarded(GATEWAY);
	await gateway.ask(Op.CONFIG, [SETTINGS.map(pair => [...pair])]);
	await count('START, search', gateway.searches());
	await count('a handshake, and CONNECT in a record', gateway.handshakes());
	await count('CONNACK, the proof, a first PUBLISH', gateway.isAccepted());
	await count('one protected PUBLISH of QoS 1', gateway.publishes());
	await count(`asleep for ${IDLE_MS} ms`, sleep(IDLE_MS - QUIET_MS));
}

async function countSteps(image: Image, steps: Steps): Promise<InstructionRow[]> {
	const folder = await mkdtemp(path.join(tmpdir(), 'instructions-'));
	const log = path.join(folder, 'log');
	const traced = ['-seed', '1', '-singlestep', '-d', 'exec,nochain', '-D', log];
	const board = await EmulatedBoard.start(image, traced);
	try {
		const parts = await partsOf(image);
		const gateway = new Gateway(board);
		const rows: InstructionRow[] = [];
		let from = 0;
		const count = async (step: string, happens: Promise<unknown>) => {
			await happens;
			const to = await quietSize(log);
			rows.push({step, ...(await countedIn(log, {from, to}, parts))});
			from = to;
		};
		await steps(gateway, count);
		return rows;
	} finally {
		await board.stop();
		await rm(folder, {recursive: true, force: true});
	}
}

/** The other end of the line, and behind it a gateway. */
class Gateway {
	shield: Shield = PLAIN;
	#seq = 0;
	#id = 0;

	constructor(private readonly board: EmulatedBoard) {}

	async ask(op: Op, args: readonly Value[]): Promise<void> {
		this.#id += 1;
		this.#send(FrameType.CTRL_REQ, packControl([this.#id, op, ...args]));
		await this.#until(frame => frame.type === FrameType.CTRL_RSP);
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
		this.#sendDown(Uint8Array.of(3, GWINFO, GATEWAY));
		await this.#heard(CONNECT);
	}

	async isAccepted(): Promise<void> {
		for (const datagram of this.shield.sealed(Uint8Array.of(3, CONNACK, 0))) {
			this.#sendDown(datagram);
		}
		await this.publishes();
	}

	/** RESET, and HELLO until the board that has started anew answers. */
	async restarts(): Promise<void> {
		await this.ask(Op.RESET, [0]);
		await sleep(QUIET_MS);
		await this.ask(Op.HELLO, [1, 1, 1]);
	}

	async publishes(): Promise<void> {
		await this.#answer(PUBLISH, message => [7, PUBACK, ...message.subarray(3, 7), 0]);
	}

	async #answer(msgType: number, answer: (message: Uint8Array) => number[]): Promise<void> {
		const message = await this.#heard(msgType);
		const datagrams = this.shield.sealed(Uint8Array.from(answer(message)));
		for (const datagram of datagrams) this.#sendDown(datagram);
	}

	/** The next message of that type. What the guard answers to others is sent at once. */
	async #heard(msgType: number): Promise<Uint8Array> {
		for (;;) {
			const {payload} = await this.#until(({type}) => type === FrameType.DGRAM_UP);
			const messages = this.shield.heard(datagramUp(payload)!.octets);
			for (const datagram of this.shield.answers()) this.#sendDown(datagram);
			const wanted = messages.find(message => message[1] === msgType);
			if (wanted !== undefined) return wanted;
		}
	}

	#sendDown(octets: Uint8Array): void {
		const down = {tUs: 0, rssiDbm: -50, source: GATEWAY, octets};
		this.#send(FrameType.DGRAM_DOWN, encodeDatagramDown(down));
	}

	async #until(wanted: (frame: {type: number; payload: Uint8Array}) => boolean) {
		for (;;) {
			const frame = decodeFrame((await this.board.takeUntil(0)).subarray(1, -1));
			if (frame !== undefined && wanted(frame)) return frame;
		}
	}

	#send(type: number, payload: Uint8Array): void {
		this.board.send(encodeFrame({type, seq: this.#seq++ & 0xff, payload}));
	}
}

/** The part of the firmware at each address of code. */
async function partsOf({elf}: Image): Promise<Map<number, Part>> {
	const parts = new Map<number, Part>();
	for (const line of (await run('nm', ['-S', '--defined-only', elf])).split('\n')) {
		const [at = '', size = '', kind = '', name = ''] = line.split(' ');
		const part = partOf(name);
		if (part === undefined || !/^[tT]$/.test(kind)) continue;
		const start = Number.parseInt(at, 16);
		for (let pc = start; pc < start + Number.parseInt(size, 16); pc += 2) parts.set(pc, part);
	}
	return parts;
}

/** The size of a log that has not grown for a while. */
async function quietSize(log: string): Promise<number> {
	const until = performance.now() + STEP_DEADLINE_MS;
	for (let before = -1; performance.now() < until; ) {
		const {size} = await stat(log);
		if (size === before) return size;
		before = size;
		await sleep(QUIET_MS);
	}
	throw new RangeError('the board does not come to rest');
}

async function countedIn(
	log: string,
	{from, to}: {from: number; to: number},
	parts: ReadonlyMap<number, Part>,
): Promise<Omit<InstructionRow, 'step'>> {
	const counted = {client: 0, security: 0, link: 0, board: 0};
	await using file = await open(log);
	for await (const line of file.readLines({start: from, end: Math.max(from, to - 1)})) {
		const pc = TRACE.exec(line)?.groups?.['pc'];
		if (pc !== undefined) counted[parts.get(Number.parseInt(pc, 16)) ?? 'board'] += 1;
	}
	const {client, security, link, board} = counted;
	return {...counted, total: client + security + link + board};
}
