/*
 * The view's own server, on 127.0.0.1 alone: the page's files over HTTP, a run over a WebSocket.
 *
 *   server -> page   hello {stage, mode}, chunks of the tape (binary), end {endUs, summary, remark},
 *                    memory {radio, timeUs, octets}
 *   page -> server   memory {radio}, allow {us}, one
 *
 * Whatever else a page says is dropped and counted. Knows no run, only its source.
 */
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Duplex} from 'node:stream';
import {type WebSocket, WebSocketServer} from 'ws';
import {EnvironmentError} from '../errors.js';
import {Door} from './door.js';
import {type PageFiles, pageFiles} from './page-files.js';
import type {Source} from './source.js';
import {Watcher} from './watcher.js';

const HOST = '127.0.0.1';
const TOKEN_SIZE = 16;
/** Of what a page may say at once, in octets. */
const SAID_MAX = 1024;
const STATUS_TEXT = {
	400: 'bad request',
	403: 'forbidden: open the address that motebench has printed',
	404: 'not found',
	405: 'method not allowed',
};

export class ViewServer {
	/** Where the page is; whoever knows it may look. */
	readonly url: string;
	/** Requests that were refused, and messages that no page sends. */
	readonly counters = {refused: 0, dropped: 0};
	readonly #server: Server;
	readonly #sockets = new WebSocketServer({noServer: true, maxPayload: SAID_MAX});
	readonly #door: Door;
	readonly #page: PageFiles;
	readonly #source: Source;
	readonly #headers: Readonly<Record<string, string>>;
	#heard: () => void = () => {};

	private constructor(server: Server, page: PageFiles, source: Source) {
		const {port} = server.address() as AddressInfo;
		const token = randomBytes(TOKEN_SIZE).toString('hex');
		this.url = `http://${HOST}:${port}/${token}/`;
		this.#server = server;
		this.#page = page;
		this.#source = source;
		this.#door = new Door(port, token);
		this.#headers = headersOf(port, page.inlineHashes);
		server.on('request', (request, response) => this.#answer(request, response));
		server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
	}

	/** Serves `source` at `port`, 0 for any; an EnvironmentError where it is taken. */
	static async open(source: Source, port = 0): Promise<ViewServer> {
		const page = pageFiles();
		const server = createServer();
		try {
			await once(server.listen(port, HOST), 'listening');
		} catch (cause) {
			throw new EnvironmentError(`cannot serve the view at ${HOST}:${port}`, {
				cause,
				hint: 'choose another --port',
			});
		}
		return new ViewServer(server, page, source);
	}

	/** Pages that look right now. */
	get watchers(): number {
		return this.#sockets.clients.size;
	}

	/** Comes true when a page looks, at once if one does. */
	async watched(): Promise<void> {
		if (this.watchers === 0) {
			await new Promise<void>(resolve => {
				this.#heard = resolve;
			});
		}
	}

	async close(): Promise<void> {
		for (const client of this.#sockets.clients) client.terminate();
		const closed = once(this.#server, 'close');
		this.#server.close();
		this.#server.closeAllConnections();
		await closed;
	}

	#answer(request: IncomingMessage, response: ServerResponse): void {
		const answer = this.#door.ask(askedOf(request));
		const file = 'path' in answer ? this.#page.files.get(answer.path) : undefined;
		const status = 'status' in answer ? answer.status : file === undefined ? 404 : 200;
		if (status !== 200) this.counters.refused++;
		const type = file?.type ?? 'text/plain; charset=utf-8';
		response.writeHead(status, {...this.#headers, 'content-type': type});
		if (request.method === 'HEAD') response.end();
		else response.end(status === 200 ? file!.octets : `${STATUS_TEXT[status]}\n`);
	}

	#upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		socket.on('error', () => socket.destroy());
		const answer = this.#door.ask(askedOf(request));
		if (!('path' in answer) || answer.path !== 'run') {
			this.counters.refused++;
			socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
			return;
		}
		this.#sockets.handleUpgrade(request, socket, head, webSocket => this.#join(webSocket));
	}

	#join(webSocket: WebSocket): void {
		const watcher = new Watcher(webSocket, this.#source);
		webSocket.on('message', (data, isBinary) => {
			if (isBinary || !watcher.heard(String(data))) this.counters.dropped++;
		});
		webSocket.on('close', () => watcher.leave());
		// What breaks a connection closes it: nothing is left to do.
		webSocket.on('error', () => webSocket.terminate());
		watcher.begin();
		this.#heard();
	}
}

function askedOf({method, url, headers: {host, origin}}: IncomingMessage) {
	return {method, url, host, origin};
}

function headersOf(port: number, inlineHashes: readonly string[]): Record<string, string> {
	const policy = [
		"default-src 'none'",
		`script-src 'self' ${inlineHashes.join(' ')}`,
		"style-src 'self'",
		"img-src 'self' data:",
		`connect-src ws://127.0.0.1:${port} ws://localhost:${port}`,
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	];
	return {
		'content-security-policy': policy.join('; '),
		'x-content-type-options': 'nosniff',
		'referrer-policy': 'no-referrer',
		'cross-origin-opener-policy': 'same-origin',
		'cross-origin-resource-policy': 'same-origin',
		'cache-control': 'no-store',
	};
}
