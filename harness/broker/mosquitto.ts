/*
 * A mosquitto of one's own, for tests and for `compare`: on a free port of the loopback, without
 * persistence, ended by its own process id. Used where a claim about brokers is to hold for a real
 * one.
 */
import {type ChildProcess, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {rmSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {EnvironmentError} from '../errors.js';
import {endWithProcess} from '../process-end.js';

/** Debian installs the broker where only root's PATH looks. */
const SEARCHED = `${process.env['PATH']}:/usr/sbin:/usr/local/sbin`;
const START_DEADLINE_MS = 10_000;
const PORTS_TRIED = 3;

/** Why mosquitto cannot be used here, or undefined. Under CI=true that is an error instead. */
export function mosquittoMissing(): string | undefined {
	const {error} = spawnSync('mosquitto', ['-h'], {env: {...process.env, PATH: SEARCHED}});
	if (error === undefined) return undefined;
	const what = 'mosquitto is not installed';
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {cause: error, hint: 'apt-get install mosquitto'});
}

export class Mosquitto {
	readonly url: string;
	readonly port: number;
	readonly #folder: string;
	readonly #child: ChildProcess;
	readonly #ended: Promise<unknown>;
	/** Called once this process need not end it any more. */
	readonly #outlived: () => void;

	private constructor(port: number, folder: string) {
		this.port = port;
		this.url = `mqtt://127.0.0.1:${port}`;
		this.#folder = folder;
		this.#child = spawn('mosquitto', ['-c', path.join(folder, 'mosquitto.conf')], {
			env: {...process.env, PATH: SEARCHED},
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		this.#ended = once(this.#child, 'exit');
		this.#outlived = endWithProcess(() => this.#endNow());
	}

	/** Starts a broker and waits until it listens. `lines` are added to its configuration. */
	static async start(lines: readonly string[] = ['allow_anonymous true']): Promise<Mosquitto> {
		for (let left = PORTS_TRIED; ; left--) {
			try {
				return await Mosquitto.#at(await freePort(), lines);
			} catch (error) {
				// Between a look and the broker somebody else may have taken the port.
				if (left === 1 || !(error instanceof EnvironmentError) || !isTaken(error)) throw error;
			}
		}
	}

	static async #at(port: number, lines: readonly string[]): Promise<Mosquitto> {
		const folder = await mkdtemp(path.join(tmpdir(), 'mosquitto-'));
		const listener = `listener ${port} 127.0.0.1`;
		const config = [listener, 'persistence false', 'log_dest stderr', 'log_type all', ...lines];
		await writeFile(path.join(folder, 'mosquitto.conf'), `${config.join('\n')}\n`);
		const mosquitto = new Mosquitto(port, folder);
		try {
			await mosquitto.#running();
			return mosquitto;
		} catch (error) {
			await mosquitto.stop();
			throw error;
		}
	}

	/** Holds the broker still: connections stay up, and nothing is answered. */
	pause(): void {
		this.#child.kill('SIGSTOP');
	}

	/** Ends the broker as a crash would: clients see a closed connection. */
	async kill(): Promise<void> {
		this.#child.kill('SIGKILL');
		await this.#ended;
	}

	async stop(): Promise<void> {
		this.#child.kill('SIGTERM');
		this.#child.kill('SIGCONT');
		if (this.#child.exitCode === null && this.#child.signalCode === null) await this.#ended;
		this.#outlived();
		await rm(this.#folder, {recursive: true, force: true});
	}

	/** A broker of a process that failed would stay for ever: no time is left to wait. */
	#endNow(): void {
		this.#child.kill('SIGKILL');
		rmSync(this.#folder, {recursive: true, force: true});
	}

	async #running(): Promise<void> {
		const said: string[] = [];
		const deadline = setTimeout(() => this.#child.kill('SIGKILL'), START_DEADLINE_MS);
		for await (const line of createInterface({input: this.#child.stderr!})) {
			said.push(line);
			if (!/version \S+ running/.test(line)) continue;
			clearTimeout(deadline);
			this.#child.stderr!.resume();
			return;
		}

		clearTimeout(deadline);
		throw new EnvironmentError(`mosquitto does not start: ${said.join(' | ')}`);
	}
}

function isTaken({message}: EnvironmentError): boolean {
	return /address already in use/i.test(message);
}

/** A port of the loopback that nobody listens at now. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
