/*
 * Who may come in: only what names this very server and knows its token.
 *
 *   http://127.0.0.1:PORT/TOKEN/...
 *
 *   Host       127.0.0.1:PORT or localhost:PORT    another name for this address is an attack (DNS rebinding)
 *   Origin     none, or ours                        another page in the same browser has another
 *   token      32 hexadecimal digits of luck        compared in constant time
 *   method     GET or HEAD
 *
 * Decides and does nothing. Knows no file.
 */
import {createHash, timingSafeEqual} from 'node:crypto';

export interface Asked {
	readonly method: string | undefined;
	readonly url: string | undefined;
	readonly host: string | undefined;
	readonly origin: string | undefined;
}

/** The path behind the token, or the status of a refusal. */
export type Answer = {readonly path: string} | {readonly status: 400 | 403 | 405};

export class Door {
	readonly #hosts: readonly string[];
	readonly #token: Buffer;

	constructor(port: number, token: string) {
		this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
		this.#token = digest(token);
	}

	ask({method, url, host, origin}: Asked): Answer {
		if (host === undefined || !this.#hosts.includes(host)) return {status: 403};
		if (origin !== undefined && origin !== `http://${host}`) return {status: 403};
		const parts = /^\/([^/?#]*)(?:\/([^?#]*))?/.exec(url ?? '');
		if (parts === null) return {status: 400};
		const [, token = '', path = ''] = parts;
		if (!timingSafeEqual(digest(token), this.#token)) return {status: 403};
		if (method !== 'GET' && method !== 'HEAD') return {status: 405};
		return {path};
	}
}

/** Of the same length whatever was asked. */
function digest(token: string): Buffer {
	return createHash('sha256').update(token).digest();
}
