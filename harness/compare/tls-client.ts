/*
 * The device's end of a TLS connection, open and proved. Its secrets may go to a file, with which
 * Wireshark decrypts the capture: they are worth nothing once the comparison is over.
 */
import {once} from 'node:events';
import {appendFileSync} from 'node:fs';
import {type ConnectionOptions, connect, type TLSSocket} from 'node:tls';
import {STEP_MS} from './way.js';

export interface TlsClientOptions extends ConnectionOptions {
	/** Where the secrets of the connection are appended. */
	readonly keyLog?: string;
}

/** Connects to `port` of the loopback as to `localhost`; rejects where the proof is wrong. */
export async function tlsClient(
	port: number,
	{keyLog, ...options}: TlsClientOptions,
): Promise<TLSSocket> {
	const socket = connect({host: '127.0.0.1', port, servername: 'localhost', ...options});
	if (keyLog !== undefined)
		socket.on('keylog', line => appendFileSync(keyLog, line, {mode: 0o600}));
	await once(socket, 'secureConnect', {signal: AbortSignal.timeout(STEP_MS)});
	// Small octets at once, as a device does that has one value.
	return socket.setNoDelay(true);
}
