/*
 * tshark on the loopback, while something talks there. What belongs to which part of the talk is
 * said in the capture itself: a datagram of ours stands before each part.
 *
 *   mark      "motebench " and the name of the part, to a port of ours on 127.0.0.1
 *
 * The kernel keeps the order of what it sends on the loopback, so a mark separates what was sent
 * before it from what is sent after it. Knows no protocol.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {createSocket, type Socket} from 'node:dgram';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {setTimeout as pause} from 'node:timers/promises';
import {EnvironmentError} from '../errors.js';

/** How the payload of every mark begins. */
export const MARK = 'motebench ';
/** TCP acknowledges at the latest after 40 ms where it has nothing else to say: Linux, tcp(7). */
const SETTLE_MS = 100;
const FIRST_MARK_MS = 50;
const DEADLINE_MS = 20_000;
const HINT =
	'run as root, or let your group capture: dpkg-reconfigure wireshark-common, usermod -aG wireshark';

export class LoopbackCapture {
	readonly #marks: Socket;
	readonly #child: ChildProcess;
	readonly #seen = new Set<string>();
	readonly #complaints: string[] = [];
	#isOver = false;
	#marksOpen = true;

	private constructor(marks: Socket, child: ChildProcess) {
		this.#marks = marks;
		this.#child = child;
		child.on('error', error => this.#complaints.push(error.message));
		child.on('close', () => {
			this.#isOver = true;
		});
		const {stdout, stderr} = child;
		if (stdout !== null) createInterface({input: stdout}).on('line', line => this.#seen.add(line));
		if (stderr !== null) {
			createInterface({input: stderr}).on('line', line => this.#complaints.push(line));
		}
	}

	/** Captures what `ports` of the loopback say into `file`; an EnvironmentError if it may not. */
	static async start(file: string, ports: readonly number[]): Promise<LoopbackCapture> {
		const marks = createSocket('udp4').bind(0, '127.0.0.1');
		await once(marks, 'listening');
		const filter = [...ports, marks.address().port].map(port => `port ${port}`).join(' or ');
		const printed = ['-P', '-l', '-n', '-T', 'fields', '-e', 'udp.payload'];
		const child = spawn('tshark', ['-i', 'lo', '-f', filter, '-w', file, ...printed], {
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const capture = new LoopbackCapture(marks, child);
		try {
			await capture.#markUntilSeen('begin');
		} catch (error) {
			await capture.stop();
			throw error;
		}
		return capture;
	}

	/** What is said from now on is part `name`; what was said before has settled. */
	async mark(name: string): Promise<void> {
		await pause(SETTLE_MS);
		await this.#send(name);
	}

	/** Ends the capture once all that was said is in it. */
	async finish(): Promise<void> {
		await pause(SETTLE_MS);
		await this.#markUntilSeen('end');
		await this.stop();
	}

	/** Ends the capture as it is. */
	async stop(): Promise<void> {
		if (!this.#isOver) {
			const closed = once(this.#child, 'close');
			this.#child.kill('SIGINT');
			await closed;
		}
		if (this.#marksOpen) this.#marks.close();
		this.#marksOpen = false;
	}

	/** A mark is lost as long as tshark is not ready, so it is said again. */
	async #markUntilSeen(name: string): Promise<void> {
		const awaited = Buffer.from(`${MARK}${name}`).toString('hex');
		for (let waitedMs = 0; waitedMs < DEADLINE_MS; waitedMs += FIRST_MARK_MS) {
			if (this.#isOver) throw this.#trouble('tshark cannot capture on lo');
			await this.#send(name);
			await pause(FIRST_MARK_MS);
			if (this.#seen.has(awaited)) return;
		}
		throw this.#trouble(`tshark shows nothing of lo within ${DEADLINE_MS / 1000} s`);
	}

	#send(name: string): Promise<void> {
		const {port} = this.#marks.address();
		return new Promise((resolve, reject) => {
			this.#marks.send(`${MARK}${name}`, port, '127.0.0.1', error =>
				error === null ? resolve() : reject(error),
			);
		});
	}

	#trouble(what: string): EnvironmentError {
		const why = this.#complaints.filter(line =>
			/permission|denied|not permitted|ENOENT/i.test(line),
		);
		return new EnvironmentError(why.length === 0 ? what : `${what}: ${why[0]}`, {hint: HINT});
	}
}
