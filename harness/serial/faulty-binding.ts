/*
 * Any port with faults on the way to it and from it.
 *
 *   host  --> toDevice -->  port        host  <-- fromDevice <--  port
 *
 * Knows nothing of what goes past.
 */
import type {BindingInterface, BindingPortInterface, OpenOptions} from '@serialport/bindings-cpp';
import type {Noise} from './noise.js';
import {OctetPort} from './octet-port.js';

export interface Faults {
	readonly toDevice?: Noise;
	readonly fromDevice?: Noise;
}

const READ_SIZE = 4096;

/** Ports of `binding`, behind `faults`. */
export function faultyBinding(binding: BindingInterface, faults: Faults): BindingInterface {
	return {
		list: () => binding.list(),
		open: async options => new FaultyPort(await binding.open(options), {options, faults}),
	};
}

class FaultyPort extends OctetPort {
	readonly #port: BindingPortInterface;
	readonly #faults: Faults;

	constructor(
		port: BindingPortInterface,
		{options, faults}: {readonly options: OpenOptions; readonly faults: Faults},
	) {
		super(options);
		this.#port = port;
		this.#faults = faults;
		void this.#listen();
	}

	async write(octets: Buffer): Promise<void> {
		for (const piece of this.#faults.toDevice?.(octets) ?? [octets]) {
			await this.#port.write(Buffer.from(piece));
		}
	}

	override async update(options: {baudRate: number}): Promise<void> {
		await this.#port.update(options);
		await super.update(options);
	}

	protected async release(): Promise<void> {
		await this.#port.close();
	}

	async #listen(): Promise<void> {
		const buffer = Buffer.alloc(READ_SIZE);
		try {
			for (;;) {
				const {bytesRead} = await this.#port.read(buffer, 0, buffer.length);
				const octets = new Uint8Array(buffer.subarray(0, bytesRead));
				for (const piece of this.#faults.fromDevice?.(octets) ?? [octets]) this.arrived(piece);
			}
		} catch (error) {
			this.hungUp(error instanceof Error ? error : new Error(String(error)));
		}
	}
}
