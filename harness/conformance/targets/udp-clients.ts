/*
 * Any client behind UDP as a target, driven through the control hook: a fresh client and fresh
 * sockets a case.
 *
 *   places (sockets) <--> client <-- task --- command
 *                           '------- payloads --> delivered
 *
 * Where the client is, is known from its first datagram; what is sent to it before waits until
 * then. Octets of strangers are taken for the client's: the port is to be had by nobody else.
 */
import {EnvironmentError} from '../../errors.js';
import type {Address} from '../../transport/transport.js';
import {UdpTransport} from '../../transport/udp.js';
import type {HostPort} from '../../transport/udp-address.js';
import {Unsupported} from '../case.js';
import type {ClientFacts, ClientTarget, Task} from '../client-target.js';
import {type Answer, factsOf, type Launch, type Launched} from '../control.js';
import type {Port} from '../line.js';
import {WallClock} from './wall-clock.js';

export interface UdpClientOptions {
	/** Where the first gateway of each case listens; of port 0 each case has ports of its own. */
	readonly listen: HostPort;
	/** So many milliseconds of the client's clock pass in one of ours. */
	readonly scale: number;
	readonly launch: Launch;
}

/** A case plays two gateways at most, or a gateway and a neighbour. */
const PLACES = 2;
const READY_DEADLINE_MS = 15_000;
/** On the wall. */
const WALL_TIMES = {patienceMs: 1000, quietMs: 100, resolutionMs: 100};

/**
 * Starts the client with `task`. Throws Unsupported where it says that it cannot do that, and an
 * EnvironmentError for ports that cannot be had, or a command that ends or says nothing.
 */
export async function startUdpClient(options: UdpClientOptions, task: Task): Promise<ClientTarget> {
	const client = new UdpClient(options.scale);
	try {
		await client.listen(options.listen);
		await client.launch(options.launch, task);
		return client;
	} catch (error) {
		await client.close();
		throw error;
	}
}

class UdpClient extends WallClock implements ClientTarget {
	readonly delivered: string[] = [];
	facts: ClientFacts = factsOf({});
	readonly #scale: number;
	readonly #places: {readonly udp: UdpTransport; readonly inbox: Uint8Array[]}[] = [];
	#opened = 0;
	#launched: Launched | undefined;
	#client: Address | undefined;
	#early: (() => void)[] = [];

	constructor(scale: number) {
		super({scale, ...WALL_TIMES});
		this.#scale = scale;
	}

	async listen({host, port}: HostPort): Promise<void> {
		for (let index = 0; index < PLACES; index++) {
			const place = {host, port: port === 0 ? 0 : port + index};
			const udp = await UdpTransport.open({listen: place});
			const inbox: Uint8Array[] = [];
			udp.onDatagram = (from, octets) => this.#heard(from, inbox, octets);
			this.#places.push({udp, inbox});
		}
	}

	/** Resolves when the client is ready. */
	async launch(launch: Launch, task: Task): Promise<void> {
		const gateways = this.#places.map(({udp}) => udp.address);
		const order = {task, gateways, scale: this.#scale};
		const answered = new Promise<Answer>(resolve => {
			this.#launched = launch(order, answer => {
				if ('delivered' in answer) this.delivered.push(answer.delivered);
				else resolve(answer);
			});
		});
		const answer = await inTime(answered, this.#launched!.ended);
		if ('unsupported' in answer) throw new Unsupported(answer.unsupported);
		if ('ready' in answer) this.facts = factsOf(answer.ready);
	}

	open(): Port {
		const {udp, inbox} = this.#places[this.#opened++]!;
		return {inbox, send: octets => this.#toClient(to => udp.send(to, octets))};
	}

	async close(): Promise<void> {
		await this.#launched?.stop();
		for (const {udp} of this.#places) await udp.close();
	}

	#toClient(send: (to: Address) => void): void {
		if (this.#client !== undefined) send(this.#client);
		else this.#early.push(() => send(this.#client!));
	}

	#heard(from: Address, inbox: Uint8Array[], octets: Uint8Array): void {
		this.#client = from;
		inbox.push(octets);
		for (const send of this.#early.splice(0)) send();
	}
}

async function inTime(answer: Promise<Answer>, ended: Promise<string>): Promise<Answer> {
	const deadline = AbortSignal.timeout(READY_DEADLINE_MS);
	const late = new Promise<string>(resolve => {
		deadline.addEventListener('abort', () => resolve('said nothing'), {once: true});
	});
	const first = await Promise.race([answer, ended, late]);
	if (typeof first !== 'string') return first;
	throw new EnvironmentError(`the control command ${first}`, {
		hint: 'it has to print {"ready": {}} for each case',
	});
}
