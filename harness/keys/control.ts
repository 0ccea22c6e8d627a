/*
 * How an operator reaches a key server that runs: a socket in its folder, which is its owner's
 * alone. One order a connection, one answer, as frames.
 *
 * Whoever can open the folder can read all keys anyway: the socket asks for no other proof.
 */
import {chmodSync, rmSync} from 'node:fs';
import {connect, createServer, type Server, type Socket} from 'node:net';
import path from 'node:path';
import {EnvironmentError} from '../errors.js';
import {FrameStream, framed} from './frame-stream.js';
import {type Answer, answer, order} from './order.js';
import type {Orders} from './orders.js';

const SOCKET = 'control.sock';
/** A backup of a large fleet. */
const ANSWER_SIZE_MAX = 1 << 28;
const ORDER_SIZE_MAX = 1 << 24;
const ANSWER_MS = 30_000;
/** What the name of a socket may take on Linux: unix(7). */
const NAME_SIZE_MAX = 107;

export class Control {
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();

	private constructor(server: Server) {
		this.#server = server;
	}

	/** Takes orders in `folder`, which this process holds. */
	static async open(folder: string, orders: Orders): Promise<Control> {
		const name = socketIn(folder);
		rmSync(name, {force: true});
		const server = createServer();
		const control = new Control(server);
		server.on('connection', socket => control.#serve(socket, orders));
		await new Promise<void>((resolve, reject) => {
			server.once('error', cause => reject(unreachable(name, cause)));
			server.listen(name, resolve);
		});
		chmodSync(name, 0o600);
		return control;
	}

	async close(): Promise<void> {
		const closed = new Promise(resolve => this.#server.close(resolve));
		for (const socket of this.#sockets) socket.destroy();
		await closed;
	}

	#serve(socket: Socket, orders: Orders): void {
		const stream = new FrameStream(ORDER_SIZE_MAX);
		this.#sockets.add(socket);
		socket.setTimeout(ANSWER_MS, () => socket.destroy());
		socket.on('error', () => socket.destroy());
		socket.on('close', () => this.#sockets.delete(socket));
		socket.on('data', octets => {
			const [value] = stream.received(octets) ?? [null];
			if (value === undefined) return;
			const {data} = order.safeParse(value);
			const reply = (said: Answer) => {
				if (socket.writable) socket.end(framed(said, ANSWER_SIZE_MAX));
			};
			if (data === undefined) reply({mistake: 'the key server does not know that order'});
			else orders.ask(data, reply);
		});
	}
}

/** The answer of the key server that holds `folder`. An EnvironmentError if there is none. */
export function askOver(folder: string, asked: unknown): Promise<Answer> {
	const name = socketIn(folder);
	return new Promise((resolve, reject) => {
		const stream = new FrameStream(ANSWER_SIZE_MAX);
		const socket = connect(name);
		const fail = (cause?: unknown) => {
			socket.destroy();
			reject(unreachable(name, cause));
		};
		socket.setTimeout(ANSWER_MS, () => fail());
		socket.on('error', fail);
		socket.on('close', () => fail());
		socket.on('connect', () => socket.write(framed(asked, ORDER_SIZE_MAX)));
		socket.on('data', octets => {
			const [value] = stream.received(octets) ?? [null];
			if (value === undefined) return;
			const {data} = answer.safeParse(value);
			if (data === undefined) return fail();
			resolve(data);
			socket.destroy();
		});
	});
}

function socketIn(folder: string): string {
	const name = path.join(folder, SOCKET);
	if (Buffer.byteLength(name) <= NAME_SIZE_MAX) return name;
	throw new EnvironmentError(`${name} is too long a name for a socket`, {
		hint: 'move the folder, or name it from where you are',
	});
}

function unreachable(name: string, cause: unknown): EnvironmentError {
	return new EnvironmentError(`no key server answers at ${name}`, {cause});
}
