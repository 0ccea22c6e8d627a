/*
 * Two ends of a line without a line: what one writes the other hears, at once. For tests, and for
 * a device that runs in the same process.
 *
 *   host, a serial port  <-->  device: send(), onOctets
 *
 * An end whose rate is not the other's hears noise, as on a wire.
 */
import type {BindingInterface, OpenOptions} from '@serialport/bindings-cpp';
import {OctetPort} from './octet-port.js';

/** What an octet becomes at the wrong rate. */
const NOISE = 0x5a;

export class PairBinding implements BindingInterface {
	/** Told what the host writes. */
	onOctets: ((octets: Uint8Array) => void) | undefined;
	/** The rate of the device; undefined: as the host's. */
	baudRate: number | undefined;
	#port: PairPort | undefined;
	#plugged = true;

	async list(): Promise<[]> {
		return [];
	}

	async open(options: OpenOptions): Promise<PairPort> {
		if (!this.#plugged) throw Object.assign(new Error('no such port'), {code: 'ENOENT'});
		this.#port = new PairPort(options, octets => this.onOctets?.(this.#heard(octets)));
		return this.#port;
	}

	/** The device speaks; nobody hears it where the port is not open. */
	send(octets: Uint8Array): void {
		if (this.#port?.isOpen) this.#port.hear(this.#heard(octets));
	}

	/** Pulls the plug; what is under way is lost. */
	unplug(): void {
		this.#plugged = false;
		this.#port?.unplug();
	}

	replug(): void {
		this.#plugged = true;
	}

	#heard(octets: Uint8Array): Uint8Array {
		const alike = this.baudRate === undefined || this.baudRate === this.#port?.baudRate;
		return alike ? octets : octets.map(octet => octet ^ NOISE);
	}
}

class PairPort extends OctetPort {
	readonly #sink: (octets: Uint8Array) => void;
	#plugged = true;

	constructor(options: OpenOptions, sink: (octets: Uint8Array) => void) {
		super(options);
		this.#sink = sink;
	}

	async write(octets: Buffer): Promise<void> {
		if (!this.#plugged) throw new Error('unplugged');
		this.#sink(new Uint8Array(octets));
	}

	hear(octets: Uint8Array): void {
		this.arrived(octets);
	}

	unplug(): void {
		this.#plugged = false;
		this.hungUp(new Error('unplugged'));
	}

	protected async release(): Promise<void> {}
}
