/*
 * A Redis of one's own, for tests: on a free port of the loopback, in memory alone, ended by its
 * own process id.
 */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {freePort} from '../broker/mosquitto.js';
import {EnvironmentError} from '../errors.js';

const START_DEADLINE_MS = 10_000;

/** Why Redis cannot be used here, or undefined. Under CI=true that is an error instead. */
export function redisMissing(): string | undefined {
	const {error} = spawnSync('redis-server', ['--version']);
	if (error === undefined) return undefined;
	const what = 'redis-server is not installed';
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {cause: error, hint: 'apt-get install redis-server'});
}

export class RedisServer {
	readonly url: string;
	readonly #child: ChildProcess;
	readonly #ended: Promise<unknown>;

	private constructor(port: number, args: readonly string[]) {
		this.url = `redis://127.0.0.1:${port}`;
		const where = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
		this.#child = spawn('redis-server', [...where, ...args], {stdio: ['ignore', 'pipe', 'ignore']});
		this.#ended = once(this.#child, 'exit');
	}

	/** Starts a Redis and waits until it listens. */
	static async start(...args: string[]): Promise<RedisServer> {
		const redis = new RedisServer(await freePort(), args);
		await redis.#running();
		return redis;
	}

	async stop(): Promise<void> {
		const {exitCode, signalCode} = this.#child;
		if (exitCode !== null || signalCode !== null) return;
		this.#child.kill('SIGKILL');
		await this.#ended;
	}

	async #running(): Promise<void> {
		const said: string[] = [];
		const deadline = setTimeout(() => this.#child.kill('SIGKILL'), START_DEADLINE_MS);
		for await (const line of createInterface({input: this.#child.stdout!})) {
			said.push(line);
			if (!line.includes('Ready to accept connections')) continue;
			clearTimeout(deadline);
			this.#child.stdout!.resume();
			return;
		}

		clearTimeout(deadline);
		throw new EnvironmentError(`redis-server does not start: ${said.join(' | ')}`);
	}
}
