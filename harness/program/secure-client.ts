/*
 * For the tests of the programs: a protected client on UDP, which is a model of a device, and a
 * folder of keys that knows it.
 */
import {randomBytes} from 'node:crypto';
import {openDesk} from '../keys/desk.js';
import {newFleet} from '../keys/fleet.js';
import {LmdbRowStore} from '../keys/lmdb-row-store.js';
import {type Identity, provision} from '../keys/provision.js';
import {Registry} from '../keys/registry.js';
import type {Auth} from '../security/auth.js';
import {Device, type DeviceFlash, type Heard} from '../security/device.js';
import {UdpTransport} from '../transport/udp.js';
import {decode, encode, type Message} from '../wire/wire.js';

const DEADLINE_MS = 10_000;
/** What was lost, or came while the gateway was away, is said again. */
const AGAIN_MS = 200;

/** The folder `dir` of a fleet that has one gateway: GwId 1. */
export async function newFolder(dir: string, gwid: string): Promise<void> {
	const store = LmdbRowStore.create(dir, {
		failed: error => {
			throw error;
		},
	});
	const fleet = newFleet({
		gateways: [{gwid, gwId: 1}],
		batches: [],
		draw: () => randomBytes(16),
	});
	await new Promise<void>(resolve => Registry.create(store, fleet, resolve));
	await store.close();
}

/** The flash of a device that `dir` knows from now on, and lets in. */
export async function enrolled(dir: string, eui: string): Promise<DeviceFlash> {
	const desk = await openDesk(dir);
	let flash: DeviceFlash | undefined;
	const target = {
		provision: ({factoryKey, recoveryKey}: Identity) => {
			flash = {
				eui: Buffer.from(eui, 'hex'),
				generation: 0,
				rootKey: Uint8Array.from(factoryKey),
				recoveryKey: Uint8Array.from(recoveryKey),
				counterCeiling: 0,
			};
			return Promise.resolve('done' as const);
		},
	};
	const how = {batch: 0, individual: true, replace: false, recoveryKey: randomBytes(16)};
	await provision(desk, target, {eui, ...how});
	await desk.close();
	return flash!;
}

/** Opens the join window of `dir`, whoever holds it. */
export async function letIn(dir: string): Promise<void> {
	const desk = await openDesk(dir);
	await desk.ask({ask: 'join', minutes: 5});
	await desk.close();
}

export class SecureClient {
	readonly device: Device;
	/** All that went over the wire, in both directions. */
	readonly octets: Uint8Array[] = [];
	readonly #udp: UdpTransport;
	readonly #to: string;
	#heard: Heard[] = [];
	#wake: (() => void) | undefined;

	private constructor(udp: UdpTransport, to: string, flash: DeviceFlash) {
		this.#udp = udp;
		this.#to = to;
		this.device = new Device(flash, randomBytes);
		udp.onDatagram = (_from, datagram) => {
			this.octets.push(Uint8Array.from(datagram));
			this.#heard.push(this.device.received(datagram));
			this.#wake?.();
		};
	}

	/** A client of the gateway at `to`, of whose flash the device is. */
	static async open(to: string, flash: DeviceFlash): Promise<SecureClient> {
		const udp = await UdpTransport.open({listen: {host: '127.0.0.1', port: 0}});
		return new SecureClient(udp, to, flash);
	}

	/** HELLO until ACCEPT. */
	async join(): Promise<void> {
		const hello = this.device.hello();
		await this.#until(
			() => this.#send(hello),
			({kind}) => kind === 'accepted',
		);
	}

	/** A message in a record until a message of `type` comes back; repeated, in a new record. */
	async ask<Type extends Message['type']>(
		message: Message,
		type: Type,
	): Promise<Extract<Message, {type: Type}>> {
		const inner = encode(message);
		const heard = await this.#until(
			() => this.#send(this.device.record(inner)),
			heard => heard.kind === 'message' && decode(heard.inner).type === type,
		);
		if (heard.kind !== 'message') throw new RangeError('no message');
		return decode(heard.inner) as Extract<Message, {type: Type}>;
	}

	/** CONF until CONF-ACK. */
	async confirm(): Promise<Auth> {
		const heard = await this.#until(
			() => this.#send(this.device.conf(7)),
			heard => heard.kind === 'auth' && heard.auth.type === 'CONF-ACK',
		);
		if (heard.kind !== 'auth') throw new RangeError('no AUTH');
		return heard.auth;
	}

	close(): Promise<void> {
		return this.#udp.close();
	}

	#send(octets: Uint8Array): void {
		this.octets.push(Uint8Array.from(octets));
		this.#udp.send(this.#to, octets);
	}

	/** What is waited for; fails after ten seconds. What comes before it is dropped. */
	async #until(say: () => void, wanted: (heard: Heard) => boolean): Promise<Heard> {
		const again = setInterval(say, AGAIN_MS);
		say();
		try {
			for (;;) {
				const found = this.#heard.find(wanted);
				this.#heard = [];
				if (found !== undefined) return found;
				await this.#more();
			}
		} finally {
			clearInterval(again);
		}
	}

	#more(): Promise<void> {
		return new Promise((resolve, reject) => {
			const late = () => reject(new Error('the gateway does not answer'));
			const deadline = setTimeout(late, DEADLINE_MS);
			this.#wake = () => {
				clearTimeout(deadline);
				resolve();
			};
		});
	}
}
