/*
 * The life of each message, by its payload, which names it.
 *
 *   sensor     published -> acknowledged at the node, delivered at the subscriber
 *   actuator   commanded -> handed to its app -> published (the answer) -> as above
 *   either     published -> dropped, for a reason that the node gives
 *
 * Counts as sim/checks/delivery.ts does: what was first published after the end of the run does
 * not count, and copies are duplicates beyond what the app has made. Runs in a browser, too.
 */

/** One message; times are -1 for what has not happened. */
export interface Message {
	readonly radio: number;
	readonly payload: string;
	qos: number;
	commandedUs: number;
	handedUs: number;
	publishedUs: number;
	acknowledgedUs: number;
	deliveredUs: number;
	droppedUs: number;
	/** Refusal of firmware/report.ts. */
	refusal: number;
	made: number;
	copies: number;
	/** Published within the run, and not in its drain. */
	counts: boolean;
}

export class Messages {
	readonly #byPayload = new Map<string, Message>();
	readonly #byRadio = new Map<number, Message[]>();
	readonly #latenciesUs: number[] = [];
	published = 0;
	duplicates = 0;

	/** What is published after `endUs` does not count. */
	constructor(private readonly endUs: number) {}

	get delivered(): number {
		return this.#latenciesUs.length;
	}

	/** From app to subscriber, in the order of delivery. */
	get latenciesUs(): readonly number[] {
		return this.#latenciesUs;
	}

	/** The messages of a radio, the oldest first. */
	of(radio: number): readonly Message[] {
		return this.#byRadio.get(radio) ?? [];
	}

	named(payload: string): Message | undefined {
		return this.#byPayload.get(payload);
	}

	commanded(radio: number, payload: string, nowUs: number): void {
		this.#message(radio, payload).commandedUs = nowUs;
	}

	handed(radio: number, payload: string, nowUs: number): void {
		const message = this.#message(radio, payload);
		if (message.handedUs < 0) message.handedUs = nowUs;
	}

	/** The app of `radio` makes a message; true if it is the first time. */
	made(radio: number, payload: string, {qos, nowUs}: {qos: number; nowUs: number}): boolean {
		const message = this.#message(radio, payload);
		message.made++;
		if (message.publishedUs >= 0) return false;
		message.publishedUs = nowUs;
		message.qos = qos;
		message.counts = nowUs <= this.endUs;
		if (message.counts) this.published++;
		return true;
	}

	acknowledged(radio: number, payload: string, nowUs: number): void {
		const message = this.#message(radio, payload);
		if (message.acknowledgedUs < 0) message.acknowledgedUs = nowUs;
	}

	dropped(
		radio: number,
		payload: string,
		{refusal, nowUs}: {refusal: number; nowUs: number},
	): void {
		const message = this.#message(radio, payload);
		message.droppedUs = nowUs;
		message.refusal = refusal;
	}

	/** The message that came out at the far end; undefined for one that nobody made. */
	arrived(payload: string, nowUs: number): Message | undefined {
		const message = this.#byPayload.get(payload);
		if (message === undefined || message.publishedUs < 0) return undefined;
		message.copies++;
		if (message.copies > 1) {
			if (message.counts && message.copies > message.made) this.duplicates++;
			return message;
		}
		message.deliveredUs = nowUs;
		if (message.counts) this.#latenciesUs.push(nowUs - message.publishedUs);
		return message;
	}

	#message(radio: number, payload: string): Message {
		const known = this.#byPayload.get(payload);
		if (known !== undefined) return known;
		const message: Message = {
			radio,
			payload,
			qos: 0,
			commandedUs: -1,
			handedUs: -1,
			publishedUs: -1,
			acknowledgedUs: -1,
			deliveredUs: -1,
			droppedUs: -1,
			refusal: 0,
			made: 0,
			copies: 0,
			counts: false,
		};
		this.#byPayload.set(payload, message);
		const mine = this.#byRadio.get(radio);
		if (mine === undefined) this.#byRadio.set(radio, [message]);
		else mine.push(message);
		return message;
	}
}
