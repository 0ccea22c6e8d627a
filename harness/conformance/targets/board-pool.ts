/*
 * Boards for a whole run of the suite: each case takes one that is free, and gives it back. Where
 * boards are emulated there are several, so that a run that must wait on the wall ends soon.
 *
 *   start(task)   a free board, started anew with its task    --> client
 *   client.close()                                            --> the board is free
 *
 * Times are the wall's, and twenty emulators on a busy machine are late now and then: what fails
 * beside others is judged once more by itself, and that verdict counts.
 */
import {openTarget, type Target, type TargetOptions} from '../../target/target.js';
import type {Result} from '../case.js';
import type {ClientTarget, Task} from '../client-target.js';
import {judgeClient} from '../suite.js';
import {startSerialClient} from './serial-client.js';

/** They wait nearly all the time, and share two processors well. */
const EMULATED = 20;
const SCALE = 1;

export class BoardPool {
	/** So many cases at a time. */
	readonly size: number;
	readonly #free: Target[];
	readonly #all: readonly Target[];

	private constructor(targets: readonly Target[]) {
		this.size = targets.length;
		this.#all = targets;
		this.#free = [...targets];
	}

	/** Opens `name` as often as that is possible; what openTarget() throws. */
	static async open(name: string, options: TargetOptions = {}): Promise<BoardPool> {
		const count = name.startsWith('qemu:') ? EMULATED : 1;
		const targets: Target[] = [];
		try {
			while (targets.length < count) targets.push(await openTarget(name, options));
			return new BoardPool(targets);
		} catch (error) {
			for (const target of targets) await target.close();
			throw error;
		}
	}

	/** A client on a board of its own, until it is closed. At most `size` at a time. */
	readonly start = async (task: Task): Promise<ClientTarget> => {
		const target = this.#free.shift();
		if (target === undefined) throw new RangeError('more cases than boards');
		const client = await startSerialClient(target.board, SCALE, task);
		const letGo = client.close.bind(client);
		client.close = async () => {
			await letGo();
			this.#free.push(target);
		};
		return client;
	};

	/** The verdicts on the client of these boards, in the order of the cases. */
	async judge(only?: string): Promise<Result[]> {
		const choice = only === undefined ? {} : {only};
		const results = await judgeClient(this.start, {...choice, parallel: this.size});
		for (const [at, {id, verdict}] of results.entries()) {
			if (verdict !== 'fail' || this.size === 1) continue;
			const [again] = await judgeClient(this.start, {only: id});
			results[at] = again!;
		}
		return results;
	}

	async close(): Promise<void> {
		for (const target of this.#all) await target.close();
	}
}
