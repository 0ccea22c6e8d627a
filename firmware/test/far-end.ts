/*
 * A gateway that does all that MQTT-SN 1.2 asks of one at QoS 2 and for sleepers, and no more, and a
 * link that loses, doubles and delays what it carries. Nothing overtakes: a copy of a message that
 * comes after its whole exchange is over cannot be told from a new one.
 *
 *   command n   PUBLISH .. PUBREC, PUBREL .. PUBCOMP      again every RESEND_MS unless it sleeps
 *
 * Knows one client, one topic each way, and no wire but hex.
 */
import type {Node} from './page.js';

export type Fate = 'kept' | 'late' | 'lost' | 'doubled';

const STEP_MS = 10;
const LINK_MS = 20;
const LATE_MS = 700;
const RESEND_MS = 1000;
const GWINFO = '030207';
const COMMAND_ID = '0002';

interface Exchange {
	readonly msgId: string;
	readonly payload: string;
	step: 'fresh' | 'published' | 'released';
	sentMs: number;
}

interface Datagram {
	readonly ms: number;
	readonly hex: string;
	readonly toNode: boolean;
}

export class FarEnd {
	/** The answers of the node, in hex, as often as they were delivered. */
	readonly answers: string[] = [];
	readonly #exchanges: Exchange[];
	readonly #waiting = new Set<string>();
	readonly #air: Datagram[] = [];
	readonly #freeMs = {true: 0, false: 0};
	readonly #fates: Fate[];
	#state: 'away' | 'active' | 'asleep' = 'away';
	#nowMs = 0;

	constructor(
		private readonly node: Node,
		commands: readonly string[],
		fates: readonly Fate[],
	) {
		this.#fates = [...fates];
		this.#exchanges = commands.map((payload, index) => ({
			msgId: (index + 1).toString(16).padStart(4, '0'),
			payload,
			step: 'fresh',
			sentMs: -RESEND_MS,
		}));
	}

	/** Lets time pass until `ms`; at each of `leavesMs` the gateway sends its DISCONNECT. */
	run(ms: number, leavesMs: readonly number[]): void {
		for (; this.#nowMs < ms; this.#nowMs += STEP_MS) {
			this.#fromNode(this.node.at(this.#nowMs));
			this.#deliver();
			if (leavesMs.some(leave => leave - (leave % STEP_MS) === this.#nowMs)) this.#leave();
			if (this.#state === 'active') this.#sendDue();
		}
	}

	#leave(): void {
		this.#state = 'away';
		this.#send('0218', true);
	}

	#fromNode(sent: readonly string[]): void {
		for (const line of sent) this.#send(line.split(' ')[1]!, false);
	}

	/** After the last fate the link is perfect. */
	#send(hex: string, toNode: boolean): void {
		const fate = this.#fates.shift() ?? 'kept';
		if (fate === 'lost') return;
		const wantedMs = this.#nowMs + (fate === 'late' ? LATE_MS : LINK_MS);
		const ms = Math.max(wantedMs, this.#freeMs[`${toNode}`]);
		this.#freeMs[`${toNode}`] = ms;
		this.#air.push({ms, hex, toNode});
		if (fate === 'doubled') this.#air.push({ms, hex, toNode});
	}

	#deliver(): void {
		const due = this.#air.filter(({ms}) => ms <= this.#nowMs);
		for (const datagram of due) {
			this.#air.splice(this.#air.indexOf(datagram), 1);
			if (datagram.toNode) this.#fromNode(this.node.hear(datagram.hex));
			else this.#take(datagram.hex);
		}
	}

	#take(hex: string): void {
		const [msgType, body] = [hex.slice(2, 4), hex.slice(4)];
		if (msgType === '01') this.#send(GWINFO, true);
		else if (msgType === '04') this.#connected(body);
		else if (this.#state === 'away') this.#send('0218', true);
		else this.#takeConnected(msgType, body);
	}

	#connected(body: string): void {
		if (body.startsWith('04')) this.#waiting.clear();
		this.#state = 'active';
		this.#send('030500', true);
	}

	#takeConnected(msgType: string, body: string): void {
		if (msgType === '12') this.#send(`081340${COMMAND_ID}${body.slice(2, 6)}00`, true);
		if (msgType === '0c') this.#published(body.slice(6, 10), body.slice(10));
		if (msgType === '10') this.#released(body);
		if (msgType === '0f') this.#received(body);
		if (msgType === '0e') this.#completed(body);
		if (msgType === '16') this.#pinged(body);
		if (msgType === '18') this.#asleep();
	}

	#published(msgId: string, payload: string): void {
		if (!this.#waiting.has(msgId)) this.answers.push(payload);
		this.#waiting.add(msgId);
		this.#send(`040f${msgId}`, true);
	}

	#released(msgId: string): void {
		this.#waiting.delete(msgId);
		this.#send(`040e${msgId}`, true);
	}

	#received(msgId: string): void {
		const exchange = this.#exchanges.find(each => each.msgId === msgId);
		if (exchange === undefined) return;
		exchange.step = 'released';
		this.#sendNow(exchange);
	}

	#completed(msgId: string): void {
		const index = this.#exchanges.findIndex(each => each.msgId === msgId);
		if (index >= 0) this.#exchanges.splice(index, 1);
	}

	#pinged(clientId: string): void {
		if (clientId !== '') for (const exchange of this.#window()) this.#sendNow(exchange);
		this.#send('0217', true);
	}

	#asleep(): void {
		this.#state = 'asleep';
		this.#send('0218', true);
	}

	#sendDue(): void {
		for (const exchange of this.#window()) {
			if (this.#nowMs - exchange.sentMs >= RESEND_MS) this.#sendNow(exchange);
		}
	}

	#window(): Exchange[] {
		return this.#exchanges.slice(0, 2);
	}

	#sendNow(exchange: Exchange): void {
		const {msgId, payload, step} = exchange;
		exchange.sentMs = this.#nowMs;
		if (step === 'released') {
			this.#send(`0410${msgId}`, true);
			return;
		}

		const size = (7 + payload.length / 2).toString(16).padStart(2, '0');
		const flags = step === 'fresh' ? '41' : 'c1';
		exchange.step = 'published';
		this.#send(`${size}0c${flags}${COMMAND_ID}${msgId}${payload}`, true);
	}
}
