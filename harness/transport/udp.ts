/*
 * Datagrams over UDP, IPv4 or IPv6.
 *
 *   send        one socket, bound to the address that clients know
 *   broadcast   to the multicast group, if there is one
 *               and to whoever is being answered: a client that asked SEARCHGW of one address
 *               hears GWINFO without any multicast
 *   received    from both sockets: the one above, and one that has joined the group
 *
 * So without a group ADVERTISE goes to nobody. The radius is not used: a group is one hop, which
 * is what a TTL of 1 says. What cannot be sent is counted and lost, as on the way. Knows nothing
 * of what is carried.
 */
import {createSocket, type RemoteInfo, type Socket} from 'node:dgram';
import {lookup} from 'node:dns/promises';
import {once} from 'node:events';
import {isIP} from 'node:net';
import {EnvironmentError} from '../errors.js';
import type {Address, Transport} from './transport.js';
import {addressOf, type HostPort, placeOf} from './udp-address.js';

/** What the kernel keeps for us at most while we are busy; it may be set up to give less. */
const RECEIVE_BUFFER_SIZE = 4 << 20;
/** What we keep at most for a kernel that is busy. Beyond it datagrams are dropped. */
const SEND_QUEUE_SIZE_MAX = 4 << 20;

export interface UdpOptions {
	/** Where to listen. Port 0 is any free one. */
	readonly listen: HostPort;
	/** The multicast group; `host%interface` names the interface of an IPv6 group. */
	readonly group?: HostPort;
}

export class UdpTransport implements Transport {
	readonly counters = {received: 0, sent: 0, notSent: 0};
	/** Where this transport is reached. */
	readonly address: Address;
	/** Told each datagram; the octets are nobody else's. */
	onDatagram: ((from: Address, datagram: Uint8Array) => void) | undefined;
	readonly #socket: Socket;
	readonly #groupSocket: Socket | undefined;
	readonly #group: Address | undefined;
	#closed = false;
	/** Whose datagram is being handled. */
	#asker: Address | undefined;

	private constructor(socket: Socket, group?: {socket: Socket; address: Address}) {
		const {address, port} = socket.address();
		this.address = addressOf(address, port);
		this.#socket = socket;
		this.#groupSocket = group?.socket;
		this.#group = group?.address;
		for (const one of [socket, group?.socket]) {
			one?.on('message', (datagram, from) => this.#received(datagram, from));
			// A failed receive loses a datagram, which UDP does anyway.
			one?.on('error', () => {});
		}
	}

	/** Listens; an EnvironmentError where the address or the group cannot be had. */
	static async open({listen, group}: UdpOptions): Promise<UdpTransport> {
		const host = await resolved(listen.host);
		const socket = await bound({host, port: listen.port}, false);
		if (group === undefined) return new UdpTransport(socket);
		try {
			const address = addressOf(group.host, group.port);
			return new UdpTransport(socket, {socket: await joined(socket, group), address});
		} catch (error) {
			socket.close();
			throw error;
		}
	}

	send(to: Address, datagram: Uint8Array): void {
		if (this.#closed || this.#socket.getSendQueueSize() + datagram.length > SEND_QUEUE_SIZE_MAX) {
			this.counters.notSent += 1;
			return;
		}

		const {host, port} = placeOf(to);
		this.#socket.send(datagram, port, host, error => {
			if (error) this.counters.notSent += 1;
			else this.counters.sent += 1;
		});
	}

	broadcast(datagram: Uint8Array, _radius: number): void {
		if (this.#group !== undefined) this.send(this.#group, datagram);
		if (this.#asker !== undefined) this.send(this.#asker, datagram);
	}

	/** Hands over what was sent, then lets go of the port. Nothing is told any more. */
	async close(): Promise<void> {
		this.onDatagram = undefined;
		this.#closed = true;
		const sockets = [this.#socket, ...(this.#groupSocket ? [this.#groupSocket] : [])];
		await Promise.all(
			sockets.map(async socket => {
				const closed = once(socket, 'close');
				socket.close();
				await closed;
			}),
		);
	}

	#received(datagram: Uint8Array, {address, port}: RemoteInfo): void {
		const from = addressOf(address, port);
		// What we say to the group comes back to us.
		if (from === this.address) return;
		this.counters.received += 1;
		this.#asker = from;
		try {
			this.onDatagram?.(from, datagram);
		} finally {
			this.#asker = undefined;
		}
	}
}

async function resolved(host: string): Promise<string> {
	if (isIP(host) !== 0) return host;
	try {
		return (await lookup(host)).address;
	} catch (cause) {
		throw new EnvironmentError(`the host ${host} is not known`, {cause});
	}
}

async function bound({host, port}: HostPort, shared: boolean): Promise<Socket> {
	const socket = createSocket({
		type: isIP(host) === 6 ? 'udp6' : 'udp4',
		reuseAddr: shared,
		ipv6Only: false,
		// Hosts are addresses here: asking the resolver would cost a turn for each datagram.
		lookup: (address, _options, callback) => callback(null, address, isIP(address)),
	});
	try {
		const listening = once(socket, 'listening');
		socket.bind({address: host, port, exclusive: true});
		await listening;
		socket.setRecvBufferSize(RECEIVE_BUFFER_SIZE);
		return socket;
	} catch (cause) {
		socket.close();
		throw new EnvironmentError(`cannot listen at UDP ${addressOf(host, port)}: ${reason(cause)}`, {
			cause,
		});
	}
}

/** A socket that hears the group, on the interface that `own` is bound to. */
async function joined(own: Socket, group: HostPort): Promise<Socket> {
	const socket = await bound(group, true);
	try {
		const {address} = own.address();
		const ofInterface = interfaceFor(group.host, address);
		socket.addMembership(group.host.replace(/%.*$/, ''), ofInterface);
		if (ofInterface !== undefined) own.setMulticastInterface(ofInterface);
		own.setMulticastTTL(1);
		return socket;
	} catch (cause) {
		socket.close();
		throw new EnvironmentError(`cannot join the group ${group.host}: ${reason(cause)}`, {
			cause,
			hint: 'IPv4 groups are 224.0.0.0/4; IPv6 ones name the interface: [ff02::7%eth0]:1884',
		});
	}
}

/** How dgram wants an interface named; undefined leaves the choice to the system. */
function interfaceFor(group: string, own: string): string | undefined {
	const [, scope] = group.split('%');
	if (scope !== undefined) return `::%${scope}`;
	return isIP(own) === 4 && own !== '0.0.0.0' ? own : undefined;
}

function reason(cause: unknown): string {
	if (!(cause instanceof Error)) throw cause;
	const code = 'code' in cause ? cause.code : undefined;
	if (code === 'EADDRINUSE') return 'the port is taken';
	if (code === 'EADDRNOTAVAIL') return 'this machine does not have that address';
	if (code === 'EACCES') return 'not permitted';
	return cause.message;
}
