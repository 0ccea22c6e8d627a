/*
 * DTLS 1.2 with a pre-shared key, which Node has not: `openssl s_server` and `s_client`.
 */
import {type ChildProcess, spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {EnvironmentError} from '../errors.js';

/** The cipher that constrained devices are to have: RFC 7925, 4.2. */
const CIPHER = 'PSK-AES128-CCM8';
const KEY_SIZE = 16;
const DEADLINE_MS = 20_000;

export class Dtls {
	readonly port: number;
	readonly #options: readonly string[];
	readonly #server: ChildProcess;
	#client: ChildProcess | undefined;

	private constructor(port: number) {
		this.port = port;
		const key = randomBytes(KEY_SIZE).toString('hex');
		// To openssl a tag of eight octets is of security level 0.
		const cipher = `${CIPHER}:@SECLEVEL=0`;
		// Nor a ticket, which a device would have to keep.
		this.#options = ['-dtls1_2', '-psk', key, '-cipher', cipher, '-no_ticket'];
		this.#server = openssl(['s_server', '-nocert', '-4', '-port', `${port}`, ...this.#options]);
	}

	/** A server that listens. */
	static async start(): Promise<Dtls> {
		const dtls = new Dtls(await freeUdpPort());
		await says(dtls.#server, /^ACCEPT/);
		return dtls;
	}

	/** Shakes hands. */
	async connect(): Promise<void> {
		const to = ['-4', '-connect', `127.0.0.1:${this.port}`];
		this.#client = openssl(['s_client', ...to, ...this.#options]);
		await says(this.#client, /^SSL handshake has read/);
	}

	/** The client goes. */
	async disconnect(): Promise<void> {
		await end(this.#client);
	}

	async stop(): Promise<void> {
		await end(this.#client);
		await end(this.#server);
	}
}

function openssl(args: readonly string[]): ChildProcess {
	return spawn('openssl', args, {stdio: ['pipe', 'pipe', 'pipe']});
}

/** Waits until `child` prints a line that fits; it may go on printing. */
async function says(child: ChildProcess, awaited: RegExp): Promise<void> {
	const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
	const said: string[] = [];
	child.stderr?.on('data', chunk => said.push(String(chunk)));
	try {
		for await (const line of createInterface({input: child.stdout!})) {
			if (awaited.test(line)) return;
		}
	} finally {
		clearTimeout(deadline);
		child.stdout?.resume();
	}
	throw new EnvironmentError(`openssl does not shake hands: ${said.join(' ').trim()}`);
}

async function end(child: ChildProcess | undefined): Promise<void> {
	if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	child.kill('SIGKILL');
	await ended;
}

async function freeUdpPort(): Promise<number> {
	const socket = createSocket('udp4').bind(0, '127.0.0.1');
	await once(socket, 'listening');
	const {port} = socket.address();
	socket.close();
	await once(socket, 'close');
	return port;
}
