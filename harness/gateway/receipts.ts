/*
 * QoS 2 from a client: which MsgIds were taken and not yet released, so that a message that comes
 * twice reaches the broker once. MQTT-SN 1.2, 6.6.
 *
 *   MsgId      event                    next       action
 *   -          PUBLISH                  asked      publish at QoS 2
 *   asked      PUBLISH                  asked      -
 *   asked      the broker accepts       received   PUBREC
 *   asked      the broker does not      -          PUBACK congestion
 *   asked      the connection ends      asked      none is waiting any more: see below
 *   received   PUBLISH                  received   PUBREC
 *   received   PUBREL                   -          PUBCOMP
 *   -          PUBREL                   -          PUBCOMP
 *
 * A MsgId keeps its token for as long as it is here, so that the same message asked again on
 * another link of a kept session has the token that it had, and a port may know it by that.
 */
import type {Token} from '../broker/port.js';

export interface Receipt {
	readonly token: Token;
	received: boolean;
}

/** Tokens from here are of QoS 2: no other question has them (questions.ts counts from 1). */
const TOKEN_MIN = 2 ** 32;

export class Receipts {
	readonly #byMsgId = new Map<number, Receipt>();
	#count = 0;

	get size(): number {
		return this.#byMsgId.size;
	}

	of(msgId: number): Receipt | undefined {
		return this.#byMsgId.get(msgId);
	}

	begin(msgId: number): Receipt {
		this.#count += 1;
		const receipt = {token: TOKEN_MIN + this.#count, received: false};
		this.#byMsgId.set(msgId, receipt);
		return receipt;
	}

	/** Returns false for a MsgId that is not here. */
	finish(msgId: number): boolean {
		return this.#byMsgId.delete(msgId);
	}

	/** Forgets the oldest. */
	giveUpOne(): void {
		const [oldest] = this.#byMsgId.keys();
		if (oldest !== undefined) this.#byMsgId.delete(oldest);
	}

	clear(): void {
		this.#byMsgId.clear();
	}

	/** Plain, for a record. */
	save(): {count: number; open: [msgId: number, token: Token, received: boolean][]} {
		const open = [...this.#byMsgId].map(([msgId, {token, received}]) => [msgId, token, received]);
		return {count: this.#count, open: open as [number, Token, boolean][]};
	}

	restore({count, open}: ReturnType<Receipts['save']>): void {
		this.#count = count;
		for (const [msgId, token, received] of open) this.#byMsgId.set(msgId, {token, received});
	}
}
