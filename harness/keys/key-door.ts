/*
 * The key server's door: mutual TLS, one connection a gateway.
 *
 *   connect   certificate not of our CA, or out of date, or none     -> unwelcome, the end
 *             greet: not the gateway of the certificate, or not ours,
 *             or with another GwId                                   -> unwelcome, the end
 *             greet: welcome                                         -> attached
 *   attached  hello, conf, activated     what is none of them ends the connection
 *
 * Whoever is unwelcome is told why, and nothing else. The common name of a certificate is the
 * identity of its gateway: sixteen hex digits.
 */
import {createServer, type Server, type TLSSocket} from 'node:tls';
import {EnvironmentError} from '../errors.js';
import type {KeyListener} from '../security/key-service.js';
import {FrameStream, framed} from './frame-stream.js';
import type {AttachedPort, KeyServer} from './key-server.js';
import {type FromGateway, type FromKeyServer, fromGateway} from './link-message.js';

/** PEM. */
export interface Credentials {
	readonly ca: string;
	readonly cert: string;
	readonly key: string;
}

export interface KeyDoorOptions {
	readonly host: string;
	/** 0 is any that is free. */
	readonly port: number;
	readonly credentials: Credentials;
	/** A gateway has come, gone, or was not let in. */
	readonly onGateway?: (what: 'attached' | 'detached' | 'unwelcome', who: string) => void;
}

const GREET_MS = 10_000;
const CONNECTIONS_MAX = 1024;
/** A gateway that reads nothing is cut off. */
const UNREAD_MAX = 4 << 20;
const KEEP_ALIVE_MS = 15_000;

export class KeyDoor {
	readonly #server: Server;
	readonly #sockets = new Set<TLSSocket>();

	private constructor(server: Server) {
		this.#server = server;
	}

	/** Listens. An EnvironmentError where the address cannot be had or the credentials are none. */
	static async open(keys: KeyServer, options: KeyDoorOptions): Promise<KeyDoor> {
		const server = serverWith(options.credentials);
		const door = new KeyDoor(server);
		server.on('secureConnection', socket => {
			door.#sockets.add(socket);
			socket.on('close', () => door.#sockets.delete(socket));
			new Visit(keys, options, socket).begin();
		});
		await listening(server, options);
		return door;
	}

	get port(): number {
		const address = this.#server.address();
		return typeof address === 'object' && address !== null ? address.port : 0;
	}

	async close(): Promise<void> {
		const closed = new Promise(resolve => this.#server.close(resolve));
		for (const socket of this.#sockets) socket.destroy();
		await closed;
	}
}

/** One connection. */
class Visit {
	readonly #keys: KeyServer;
	readonly #options: KeyDoorOptions;
	readonly #socket: TLSSocket;
	readonly #stream = new FrameStream();
	#gwid = '';
	#port: AttachedPort | undefined;

	constructor(keys: KeyServer, options: KeyDoorOptions, socket: TLSSocket) {
		this.#keys = keys;
		this.#options = options;
		this.#socket = socket;
	}

	begin(): void {
		const socket = this.#socket;
		socket.on('error', () => socket.destroy());
		socket.on('close', () => this.#closed());
		if (!socket.authorized) {
			this.#unwelcome(faultOf(socket));
			return;
		}
		socket.setTimeout(GREET_MS, () => socket.destroy());
		socket.setKeepAlive(true, KEEP_ALIVE_MS);
		socket.on('data', octets => this.#received(octets));
	}

	#received(octets: Uint8Array): void {
		const values = this.#stream.received(octets);
		if (values === undefined) {
			this.#unwelcome('what it says is no frame');
			return;
		}
		for (const value of values) {
			const {data} = fromGateway.safeParse(value);
			if (data === undefined) {
				this.#unwelcome('what it says has no meaning here');
				return;
			}
			if (this.#socket.destroyed || this.#socket.writableEnded) return;
			this.#heard(data);
		}
	}

	#heard(message: FromGateway): void {
		if (message.say === 'greet') {
			this.#greeted(message);
			return;
		}
		if (this.#port === undefined) {
			this.#unwelcome('it has not greeted');
			return;
		}
		if (!this.#keys.isGateway(this.#gwid)) {
			this.#unwelcome('it was removed');
			return;
		}
		if (message.say === 'hello') this.#port.hello(message.question);
		else if (message.say === 'conf') this.#port.conf(message.proof);
		else this.#port.activated(message.activation);
	}

	#greeted({gwid, gwId}: Extract<FromGateway, {say: 'greet'}>): void {
		const named = commonNameOf(this.#socket);
		if (this.#port !== undefined) {
			this.#unwelcome('it greets twice');
			return;
		}
		if (named !== gwid) {
			this.#unwelcome(`its certificate is of ${named}, not of ${gwid}`);
			return;
		}
		if (!this.#keys.isGateway(gwid)) {
			this.#unwelcome(`${gwid} is no gateway of this fleet`);
			return;
		}
		if (gwId !== undefined && this.#keys.gwidOf(gwId) !== gwid) {
			this.#unwelcome(`${gwid} has another GwId in this fleet, not ${gwId}`);
			return;
		}
		this.#socket.setTimeout(0);
		this.#gwid = gwid;
		this.#port = this.#keys.attach(gwid, this.#listener());
		this.#options.onGateway?.('attached', gwid);
	}

	#listener(): KeyListener {
		return {
			attached: () => this.#say({say: 'attached'}),
			granted: (token, granted) => this.#say({say: 'granted', token, granted}),
			refused: token => this.#say({say: 'refused', token}),
			confirmed: (eui, generation) => this.#say({say: 'confirmed', eui, generation}),
			drop: (eui, generation) => this.#say({say: 'drop', eui, generation}),
			rekey: (eui, reason, deadlineS) => this.#say({say: 'rekey', eui, reason, deadlineS}),
			groupKey: group => this.#say({say: 'groupKey', group}),
		};
	}

	#say(message: FromKeyServer): void {
		if (!this.#socket.writable) return;
		this.#socket.write(framed(message));
		if (this.#socket.writableLength > UNREAD_MAX) this.#socket.destroy();
	}

	#unwelcome(why: string): void {
		this.#options.onGateway?.('unwelcome', why);
		this.#say({say: 'unwelcome', why});
		this.#socket.setTimeout(GREET_MS, () => this.#socket.destroy());
		this.#socket.end();
	}

	#closed(): void {
		if (this.#port === undefined) return;
		this.#port.detach();
		this.#options.onGateway?.('detached', this.#gwid);
	}
}

function serverWith(credentials: Credentials): Server {
	try {
		// Unauthorized peers are let in far enough to be told why they are not welcome.
		const policy = {requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2'} as const;
		const server = createServer({...credentials, ...policy, handshakeTimeout: GREET_MS});
		server.maxConnections = CONNECTIONS_MAX;
		return server;
	} catch (cause) {
		if (!(cause instanceof Error)) throw cause;
		const what = `certificate or key cannot be used: ${cause.message}`;
		throw new EnvironmentError(what, {cause});
	}
}

function listening(server: Server, {host, port}: KeyDoorOptions): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once('error', cause => {
			const what = `${host}:${port} cannot be listened on: ${cause.message}`;
			reject(new EnvironmentError(what, {cause, hint: 'name another one with --listen'}));
		});
		server.listen({host, port}, resolve);
	});
}

function faultOf(socket: TLSSocket): string {
	if (Object.keys(socket.getPeerCertificate()).length === 0) return 'it shows no certificate';
	const code = String(socket.authorizationError);
	if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired';
	return `its certificate is not signed by our CA (${code})`;
}

function commonNameOf(socket: TLSSocket): string {
	const {subject} = socket.getPeerCertificate();
	return String(subject?.CN ?? 'nobody');
}
