/*
 * What is told only after the store has it. A session that changes is put once a turn, however
 * often it changed; what it has to say meanwhile is held until its record is durable.
 *
 *   session      event              next         action
 *   stored       hold               stored       at once
 *   stored       changed            changed      -
 *   changed      hold               changed      kept, in order
 *   changed      the turn ends      being put    put
 *   being put    hold               being put    kept, in order
 *   being put    changed            changed      -
 *   being put    stored, its last   stored       what was kept, in order
 *
 * A put may be refused, because another gateway has the client now; what was kept for it is never
 * said. Without a store a session is always stored. Knows what a record is from record.ts alone.
 */
import type {StorePort} from '../store/port.js';
import {recordOf, restore} from './record.js';
import type {Session} from './session.js';
import type {Sessions} from './sessions.js';

export class Journal {
	readonly #store: StorePort | undefined;
	readonly #sessions: Sessions;
	readonly #held = new Map<number, (() => void)[]>();
	#changed: Session[] = [];
	#tokens = 0;
	#stored = 0;

	constructor(store: StorePort | undefined, sessions: Sessions) {
		this.#store = store;
		this.#sessions = sessions;
	}

	/** Has `session` stored at the end of this turn. */
	changed(session: Session): void {
		if (this.#store === undefined || session.changed || session.departed) return;
		session.changed = true;
		this.#changed.push(session);
		this.#tokens += 1;
		session.putToken = this.#tokens;
	}

	/** Whether all of `session` is durable, so that nothing has to be held. */
	isStored(session: Session): boolean {
		return session.putToken <= this.#stored;
	}

	/** Runs `say` once all that `session` is now is durable. */
	hold(session: Session, say: () => void): void {
		if (this.isStored(session)) {
			say();
			return;
		}
		const held = this.#held.get(session.putToken);
		if (held === undefined) this.#held.set(session.putToken, [say]);
		else held.push(say);
	}

	/** The turn ends. */
	flush(): void {
		if (this.#changed.length === 0) return;
		for (const session of this.#changed.splice(0)) {
			session.changed = false;
			if (session.departed) continue;
			const {clientId, putToken} = session;
			// A later session of that name has a record of its own, or will have.
			const other = this.#sessions.named(clientId);
			const record = other && recordOf(other);
			this.#store!.put(clientId, record, putToken);
		}
	}

	stored(token: number): void {
		this.#stored = token;
		const held = this.#held.get(token);
		this.#held.delete(token);
		for (const say of held ?? []) say();
	}

	/** Another gateway has the client of this put: what waited for it is not said. */
	refused(token: number): void {
		this.#held.delete(token);
	}

	/** Whether another gateway has the session of `clientId`, or had it when it died. */
	isElsewhere(clientId: string): boolean {
		const holder = this.#store?.holderOf(clientId);
		return holder === 'other' || holder === 'dead';
	}

	/** Makes the session of `clientId` ours, then runs `taken`. */
	take(clientId: string, taken: (fromDead: boolean) => void): void {
		const fromDead = this.#store!.holderOf(clientId) === 'dead';
		// Tokens are told in order: what has one already goes first.
		this.flush();
		this.#tokens += 1;
		this.#held.set(this.#tokens, [() => taken(fromDead)]);
		this.#store!.take(clientId, this.#tokens);
	}

	/** Fills a fresh `session` with what is stored of it. Returns false where that is nothing. */
	read(session: Session): boolean {
		const value = this.#store?.get(session.clientId);
		return value !== undefined && restore(session, value);
	}

	/** All that was ever stored, but for what other gateways have who are alive. */
	entries(): Iterable<readonly [key: string, value: unknown]> {
		return this.#store?.entries() ?? [];
	}
}
