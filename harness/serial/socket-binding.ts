/*
 * A unix socket as a serial port: QEMU's -serial unix:PATH,server=on, or a board played by a
 * program. The rate has no effect. A socket that ends is a port that was unplugged.
 */
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import type {BindingInterface, OpenOptions} from '@serialport/bindings-cpp';
import {OctetPort} from './octet-port.js';

class SocketPort extends OctetPort {
	readonly #socket: Socket;

	constructor(socket: Socket, options: OpenOptions) {
		super(options);
		this.#socket = socket;
		socket.on('data', octets => this.arrived(new Uint8Array(octets)));
		// What it failed with is told by 'close' too.
		socket.on('error', () => {});
		socket.on('close', () => this.hungUp(new Error('the socket was closed')));
	}

	write(octets: Buffer): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#socket.write(octets, error => (error ? reject(error) : resolve()));
		});
	}

	protected async release(): Promise<void> {
		this.#socket.destroy();
	}
}

export const SocketBinding: BindingInterface = {
	list: async () => [],
	open: async options => {
		const socket = connect(options.path);
		await once(socket, 'connect');
		return new SocketPort(socket, options);
	},
};
