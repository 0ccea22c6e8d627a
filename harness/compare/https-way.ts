/*
 * Values over HTTPS: GET and POST on one connection that stays, with the headers that Node says
 * by itself and no others.
 */
import {once} from 'node:events';
import {Agent, type IncomingMessage, request} from 'node:http';
import {createServer, type Server} from 'node:https';
import type {AddressInfo} from 'node:net';
import type {TLSSocket} from 'node:tls';
import {tlsClient} from './tls-client.js';
import {type Ends, STEP_MS, valueText, type Way} from './way.js';

const TEXT = {'Content-Type': 'text/plain'};

export class HttpsWay implements Way {
	readonly #server: Server;
	readonly #ends: Ends;
	#connection: OneConnection | undefined;

	private constructor(server: Server, ends: Ends) {
		this.#server = server;
		this.#ends = ends;
	}

	/** A server of its own, on a free port. */
	static async start(ends: Ends): Promise<HttpsWay> {
		const [cert, key] = await Promise.all(['broker.pem', 'broker.key'].map(ends.ca.read, ends.ca));
		let number = 0;
		const server = createServer({cert, key, minVersion: 'TLSv1.3'}, (asked, answer) => {
			asked.resume();
			if (asked.method === 'POST') answer.writeHead(204).end();
			else answer.writeHead(200, TEXT).end(valueText(++number));
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		return new HttpsWay(server, ends);
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	async open(): Promise<void> {
		const {ca, keyLog} = this.#ends;
		this.#connection = new OneConnection(
			await tlsClient(this.port, {ca: await ca.read('ca.pem'), keyLog}),
		);
	}

	/** HTTP has none. */
	session(): Promise<void> {
		return Promise.resolve();
	}

	async get(number: number): Promise<void> {
		const {status, text} = await this.#ask('GET', 'command');
		if (status !== 200 || text !== valueText(number)) throw new RangeError(`GET gave ${text}`);
	}

	async send(number: number): Promise<void> {
		const {status} = await this.#ask('POST', 'answer', valueText(number));
		if (status !== 204) throw new RangeError(`POST gave ${status}`);
	}

	async close(): Promise<void> {
		this.#connection?.destroy();
		if (!this.#server.listening) return;
		const closed = once(this.#server, 'close');
		this.#server.close();
		await closed;
	}

	async #ask(method: string, what: string, body = ''): Promise<{status: number; text: string}> {
		const asked = request({
			...(this.#connection && {agent: this.#connection}),
			method,
			host: 'localhost',
			path: `/actuator/${this.#ends.clientId}/${what}`,
			...(body !== '' && {headers: {...TEXT, 'Content-Length': body.length}}),
			signal: AbortSignal.timeout(STEP_MS),
		}).end(body);
		const [answer] = (await once(asked, 'response')) as [IncomingMessage];
		const chunks: Buffer[] = [];
		for await (const chunk of answer) chunks.push(chunk);
		return {status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('latin1')};
	}
}

/** All requests go over the one connection that is open already. */
class OneConnection extends Agent {
	readonly #socket: TLSSocket;

	constructor(socket: TLSSocket) {
		super({keepAlive: true, maxSockets: 1});
		this.#socket = socket;
	}

	override createConnection(): TLSSocket {
		return this.#socket;
	}

	override destroy(): void {
		super.destroy();
		this.#socket.destroy();
	}
}
