/*
 * Handshakes on the loopback, each behind a mark of its name: TLS by Node with certificates of
 * P-256, one a side; DTLS by openssl with a key that both sides know.
 */
import {once} from 'node:events';
import type {AddressInfo} from 'node:net';
import {createServer, type SecureVersion, type Server} from 'node:tls';
import type {ThrowAwayCa} from '../broker/throw-away-ca.js';
import {Dtls} from './dtls.js';
import {LoopbackCapture} from './loopback-capture.js';
import {tlsClient} from './tls-client.js';

interface Tls {
	readonly name: string;
	readonly version: SecureVersion;
	/** Whether the device has a certificate, too. */
	readonly isMutual: boolean;
}

const TLS: readonly Tls[] = [
	{name: 'TLS 1.2', version: 'TLSv1.2', isMutual: false},
	{name: 'TLS 1.2, both sides', version: 'TLSv1.2', isMutual: true},
	{name: 'TLS 1.3', version: 'TLSv1.3', isMutual: false},
	{name: 'TLS 1.3, both sides', version: 'TLSv1.3', isMutual: true},
];
/** It signs itself and the server knows it, so that neither side sends more than one certificate. */
const DEVICE = 'stranger';
const DTLS = 'DTLS 1.2 with PSK';

/** What the capture has marks of, in this order. */
export const HANDSHAKES: readonly string[] = [...TLS.map(({name}) => name), DTLS];

/** Has each handshake once, captured in `file`. */
export async function measureHandshakes(ca: ThrowAwayCa, file: string): Promise<void> {
	const servers = await Promise.all(TLS.map(tls => listen(ca, tls)));
	try {
		await shaken({ca, file, servers});
	} finally {
		await Promise.all(servers.map(closed));
	}
}

interface Listening {
	readonly ca: ThrowAwayCa;
	readonly file: string;
	readonly servers: readonly Server[];
}

async function shaken({ca, file, servers}: Listening): Promise<void> {
	const dtls = await Dtls.start();
	try {
		const capture = await LoopbackCapture.start(file, [...servers.map(portOf), dtls.port]);
		await captured(capture, {ca, servers, dtls});
	} finally {
		await dtls.stop();
	}
}

interface Ends extends Pick<Listening, 'ca' | 'servers'> {
	readonly dtls: Dtls;
}

async function captured(capture: LoopbackCapture, {ca, servers, dtls}: Ends): Promise<void> {
	try {
		for (const [index, tls] of TLS.entries()) {
			await capture.mark(tls.name);
			const client = await connected(ca, portOf(servers[index]!), tls);
			await capture.mark('close');
			client.destroy();
		}
		await capture.mark(DTLS);
		await dtls.connect();
		await capture.mark('close');
		await dtls.disconnect();
		await capture.finish();
	} finally {
		await capture.stop();
	}
}

async function listen(ca: ThrowAwayCa, {version, isMutual}: Tls): Promise<Server> {
	const server = createServer({
		...(await certificateOf(ca, 'broker')),
		...(isMutual && {ca: await ca.read(`${DEVICE}.pem`)}),
		minVersion: version,
		maxVersion: version,
		requestCert: isMutual,
		rejectUnauthorized: isMutual,
	}).listen(0, '127.0.0.1');
	server.on('secureConnection', socket => socket.on('error', () => socket.destroy()).resume());
	await once(server, 'listening');
	return server;
}

async function connected(ca: ThrowAwayCa, port: number, {version, isMutual}: Tls) {
	return tlsClient(port, {
		...(isMutual && (await certificateOf(ca, DEVICE))),
		ca: await ca.read('ca.pem'),
		minVersion: version,
		maxVersion: version,
	});
}

async function certificateOf(ca: ThrowAwayCa, name: string) {
	return {cert: await ca.read(`${name}.pem`), key: await ca.read(`${name}.key`)};
}

function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}

async function closed(server: Server): Promise<void> {
	const ended = once(server, 'close');
	server.close();
	await ended;
}
