/*
 * A gateway and its key server in one, for one device: they answer HELLO as SNAKE-128 2.6 says,
 * open what the device sends and protect what is sent to it.
 *
 *   hello      generation j or j + 1: ACCEPT, and a session that is granted
 *   record     under the newest granted session that opens it: that one is active from now on
 *   CONF       the key server's generation follows
 *
 * Every nonce that the device uses is kept: a second use for another record throws.
 */
import {cmac, type Form, type Keys, kdf, octets, open, seal, sessionOf, u16, u32} from './snake.js';

export interface Terms {
	readonly form?: Form;
	/** Re-key after 2^q records. */
	readonly q?: number;
	/** Re-key after so many hours. */
	readonly hours?: number;
	readonly gwId?: number;
	readonly gwid?: string;
}

export const IDENTITY = {
	eui: '00124b0001020304',
	fk: '9cda62096b6c2bdff0f02a4e7aac9767',
	rc: 'f43ddde275c50c76eecdd2eb7c089227',
	batch: '00000001',
};
/** What provision() is given. */
export const FACTORY = IDENTITY.eui + IDENTITY.fk + IDENTITY.rc + IDENTITY.batch;

const SALT_SECRET = octets('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf');

/** AUTH with `code` and data, in hex. */
export function auth(code: string, {id = '0000', reason = '18', data = ''} = {}): string {
	const size = (10 + data.length / 2).toString(16).padStart(2, '0');
	return `${size}03${id}${reason}03534e4b${code}${data}`;
}

export class SecureGateway {
	/** That of the key server: it lags behind the device by one at most. */
	generation = 0;
	rk = octets(IDENTITY.fk);
	rc = octets(IDENTITY.rc);
	/** Answers whatever MAC1 says: it knows no better. */
	rogue = false;
	/** Accepts HELLO in mode 2. */
	recovers = false;
	/** Newest first. */
	sessions: Keys[] = [];
	active: Keys | undefined;
	/** The last counter that was sent under a session. */
	sent = 0;
	/** HELLOs that were answered. */
	hellos = 0;
	terms: Required<Terms>;
	readonly #eui = octets(IDENTITY.eui);
	readonly #highest = new Map<Keys, number>();
	readonly #nonces = new Map<string, string>();

	constructor(terms: Terms = {}) {
		const standard = {
			form: 'compact',
			q: 20,
			hours: 24,
			gwId: 7,
			gwid: '00124b00aabbccdd',
		} as const;
		this.terms = {...standard, ...terms};
	}

	/** ACCEPT to a HELLO of the device; undefined where the key server is silent. */
	accept(hello: string, nonce = this.hellos + 1): string | undefined {
		const frame = octets(hello);
		const [mode, j] = [frame[43]! & 0x7f, frame.readUInt32BE(45)];
		const recovery = mode === 2;
		if (recovery ? !this.recovers : !this.#rolledTo(j)) return undefined;
		const root = recovery ? this.rc : this.rk;
		const next = recovery ? ((j & 0xff) + 1) * 0x1000000 : j;
		const authKey = kdf(root, 'auth', this.#eui, u32(next));
		const mac = cmac(authKey, Buffer.from([1]), frame.subarray(0, 49));
		if (!this.rogue && !mac.equals(frame.subarray(49))) return undefined;
		this.hellos += 1;
		if (recovery) this.#recover(next);
		return this.#granted(frame, {root, generation: next, recovery, nonce}).toString('hex');
	}

	/** What lay in a record of the device, in hex; undefined where it opens under no session. */
	open(record: string): string | undefined {
		for (const keys of this.sessions) {
			const opened = open(keys, octets(record), this.#highest.get(keys)!);
			if (opened === undefined) continue;
			const before = this.#nonces.get(opened.nonce);
			if (before === record) return undefined;
			if (before !== undefined) throw new RangeError('a nonce was used twice');
			this.#nonces.set(opened.nonce, record);
			this.#highest.set(keys, Math.max(this.#highest.get(keys)!, opened.counter));
			this.#activate(keys);
			this.#confirm(opened.message);
			return opened.message;
		}
		return undefined;
	}

	/** A record with `message` for the device. */
	seal(message: string, counter = this.sent + 1, keys = this.active ?? this.sessions[0]!): string {
		this.sent = Math.max(this.sent, counter);
		return seal(keys, octets(message), counter).toString('hex');
	}

	/** The highest counter of the device under the active session. */
	get heard(): number {
		return this.#highest.get(this.active!) ?? 0;
	}

	/** The device listens to nothing up to `floor`. */
	jumpAbove(floor: number): void {
		this.sent = Math.max(this.sent, floor);
	}

	/** Everything but what the key server keeps is gone. */
	restart(): void {
		this.sessions = [];
		this.active = undefined;
	}

	/** The key that the device has committed to when it has this session. */
	keyOf(generation: number): Buffer {
		return kdf(this.rk, 'evol', this.#salt(generation - 1), this.#eui, u32(generation));
	}

	/** A broadcast of `message` under the group key `key` of `epoch`. */
	group(message: string, key: string, epoch: number, counter: number): string {
		const {gwid} = this.terms;
		const size = (30 + message.length / 2).toString(16);
		const frame = octets(`${size}ff463d${gwid}00000000`);
		const head = Buffer.concat([frame, u16(epoch), u32(counter), octets(message)]);
		const groupKey = kdf(octets(key), 'bcst', octets(gwid), u16(epoch));
		const tag = cmac(groupKey, Buffer.from([3]), head).subarray(0, 8);
		return Buffer.concat([head, tag]).toString('hex');
	}

	#rolledTo(j: number): boolean {
		if (j === this.generation + 1) {
			this.rk = this.keyOf(j);
			this.generation = j;
		}
		return j === this.generation;
	}

	/** A recovery forgets nothing that the chain needs before the device has proved it. */
	#recover(generation: number): void {
		this.rk = kdf(this.rc, 'root', this.#salt(generation), this.#eui, u32(generation));
		this.generation = generation;
	}

	#salt(j: number): Buffer {
		return kdf(SALT_SECRET, 'salt', this.#eui, u32(j));
	}

	#granted(
		hello: Buffer,
		{
			root,
			generation,
			recovery,
			nonce,
		}: {root: Buffer; generation: number; recovery: boolean; nonce: number},
	): Buffer {
		const {form, q, hours, gwId, gwid} = this.terms;
		const suite = form === 'full' ? 1 : 4;
		const sid = this.hellos;
		const salt = this.#salt(generation);
		const nK = Buffer.concat([u32(0), u32(0), u32(0), u32(nonce)]);
		const tail = Buffer.concat([u16(sid), Buffer.from([suite])]);
		const about = [hello.subarray(12, 28), nK, salt, this.#eui, octets(gwid), u32(generation)];
		const secret = kdf(root, 'sess', ...about, hello.subarray(28, 32), tail);
		const generationKept = recovery ? generation : generation + 1;
		const keys = {form, generation: generationKept, sid, eui: this.#eui, gwid: octets(gwid)};
		this.#grant(sessionOf(secret, keys), hello.readUInt32BE(28));
		const id = hello.subarray(34, 36);
		const authHead = Buffer.concat([Buffer.from([0x20, 3]), id, octets('0003534e4b12')]);
		const head = Buffer.concat([octets(`4cff1c3c${gwid}`), nK, authHead, Buffer.from([suite])]);
		const rest = Buffer.concat([u16(sid), salt, Buffer.from([q, hours, gwId])]);
		const frame = Buffer.concat([head, rest]);
		const mac = cmac(kdf(secret, 'conf'), Buffer.from([2]), hello.subarray(49), frame);
		return Buffer.concat([frame, mac]);
	}

	#grant(keys: Keys, highest: number): void {
		this.sessions.unshift(keys);
		this.#highest.set(keys, highest);
	}

	/** A session is activated only by a newer generation: D7. */
	#activate(keys: Keys): void {
		if (this.active !== undefined && keys.generation <= this.active.generation) return;
		this.active = keys;
		this.sent = 0;
	}

	#confirm(message: string): void {
		if (message.slice(18, 20) !== '18' || message.slice(2, 4) !== '03') return;
		const generation = this.generation + 1;
		const rk = this.keyOf(generation);
		if (this.#confTag(rk, generation) !== message.slice(20)) return;
		this.rk = rk;
		this.generation = generation;
	}

	#confTag(rk: Buffer, generation: number): string {
		const key = kdf(rk, 'auth', this.#eui, u32(generation));
		const tag = cmac(key, Buffer.from([4]), this.#eui, u32(generation));
		return tag.subarray(0, 8).toString('hex');
	}
}
