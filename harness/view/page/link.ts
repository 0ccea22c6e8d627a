/* The page's end of the connection to the server that served it. */
import type {FromPage, FromServer} from '../said.js';

export interface LinkListener {
	said(message: FromServer): void;
	chunk(chunk: Uint8Array<ArrayBuffer>): void;
	closed(): void;
}

export class Link {
	readonly #socket: WebSocket;

	constructor(listener: LinkListener) {
		this.#socket = new WebSocket(new URL('run', window.location.href.replace(/^http/, 'ws')));
		this.#socket.binaryType = 'arraybuffer';
		this.#socket.addEventListener('message', ({data}: MessageEvent<string | ArrayBuffer>) => {
			if (typeof data === 'string') listener.said(JSON.parse(data) as FromServer);
			else listener.chunk(new Uint8Array(data));
		});
		this.#socket.addEventListener('close', () => listener.closed());
	}

	/** Lost where there is no connection any more. */
	say(message: FromPage): void {
		if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
	}
}
