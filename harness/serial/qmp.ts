/*
 * QEMU's machine protocol, as little of it as a board needs: one command after the other, each
 * a line of JSON, and what happens in between is passed over.
 *
 *   greeting   {"QMP": ..}         <--
 *   -->        {"execute": "qmp_capabilities"}
 *   {"return": {}}                 <--
 */
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {createInterface, type Interface} from 'node:readline';
import {EnvironmentError} from '../errors.js';

const ANSWER_DEADLINE_MS = 10_000;

export class Qmp {
	readonly #socket: Socket;
	readonly #lines: Interface;

	private constructor(socket: Socket) {
		this.#socket = socket;
		this.#lines = createInterface({input: socket});
		// A process that is killed breaks the connection: 'close' tells it too.
		socket.on('error', () => {});
		this.#lines.on('error', () => {});
	}

	/** Speaks with the QEMU that listens at `path`; rejects where none does. */
	static async open(path: string): Promise<Qmp> {
		const socket = connect(path);
		await once(socket, 'connect');
		const qmp = new Qmp(socket);
		await qmp.execute('qmp_capabilities');
		return qmp;
	}

	/** Resolves when it is done; an EnvironmentError where QEMU refuses, or is gone. */
	async execute(command: string, args: Readonly<Record<string, unknown>> = {}): Promise<void> {
		const answer = this.#answer(command);
		this.#socket.write(`${JSON.stringify({execute: command, arguments: args})}\n`);
		await answer;
	}

	close(): void {
		this.#lines.close();
		this.#socket.destroy();
	}

	#answer(command: string): Promise<void> {
		return new Promise((resolve, reject) => {
			const end = (why?: string) => {
				clearTimeout(timer);
				this.#lines.off('line', heard).off('close', gone);
				if (why === undefined) resolve();
				else reject(new EnvironmentError(`QEMU: ${command}: ${why}`));
			};
			const gone = () => end('it is gone');
			const heard = (line: string) => {
				const said = JSON.parse(line) as {return?: unknown; error?: {desc: string}};
				if (said.error !== undefined) end(said.error.desc);
				else if (said.return !== undefined) end();
			};
			const timer = setTimeout(() => end('no answer'), ANSWER_DEADLINE_MS);
			this.#lines.on('line', heard).on('close', gone);
		});
	}
}
