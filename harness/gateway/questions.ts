/*
 * What a client has asked of the broker, until the broker answers. A request that comes again
 * before its answer is found here by its MsgId and not asked twice.
 */
import type {Token} from '../broker/port.js';

/** `restore` is asked by the gateway itself, on behalf of a broker that forgot. */
export type Question =
	| {
			readonly kind: 'publish';
			readonly msgId: number;
			readonly topicId: number;
			readonly qos: 1 | 2;
	  }
	| {
			readonly kind: 'subscribe';
			readonly msgId: number;
			readonly topicId: number;
			readonly filter: string;
			readonly predefinedId: number | undefined;
	  }
	| {readonly kind: 'unsubscribe'; readonly msgId: number; readonly filter: string}
	| {readonly kind: 'restore'; readonly msgId: 0; readonly filter: string};

export class Questions {
	readonly #sizeMax: number;
	readonly #open = new Map<Token, Question>();
	#asked = 0;

	constructor(sizeMax: number) {
		this.#sizeMax = sizeMax;
	}

	get hasRoom(): boolean {
		return this.#open.size < this.#sizeMax;
	}

	/** Whether the answer to this request of the client is on its way. */
	isOpen(kind: Question['kind'], msgId: number): boolean {
		for (const question of this.#open.values()) {
			if (question.msgId === msgId && question.kind === kind) return true;
		}
		return false;
	}

	/** From 1; no token is used twice. */
	begin(question: Question): Token {
		this.#asked += 1;
		this.beginAs(this.#asked, question);
		return this.#asked;
	}

	/** For a question that has a token already. */
	beginAs(token: Token, question: Question): void {
		this.#open.set(token, question);
	}

	/** Undefined for an answer that nobody waits for. */
	finish(token: Token): Question | undefined {
		const question = this.#open.get(token);
		this.#open.delete(token);
		return question;
	}

	clear(): void {
		this.#open.clear();
	}
}
