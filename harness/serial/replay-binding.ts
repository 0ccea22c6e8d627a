/*
 * A recording as a serial port: the device says again what it said then, as soon as the host has
 * written as many octets as it had written then. When all is said the port is unplugged.
 *
 * So a capture of a real board runs where there is none. Times are not kept.
 */
import type {BindingInterface, OpenOptions} from '@serialport/bindings-cpp';
import {OctetPort} from './octet-port.js';
import {Direction, type Entry} from './recording.js';

class ReplayPort extends OctetPort {
	#left: readonly Entry[];
	#written = 0;

	constructor(options: OpenOptions, entries: readonly Entry[]) {
		super(options);
		this.#left = entries;
		this.#follow();
	}

	async write(octets: Buffer): Promise<void> {
		this.#written += octets.length;
		this.#follow();
	}

	protected async release(): Promise<void> {}

	#follow(): void {
		for (let next = this.#left[0]; next !== undefined; next = this.#left[0]) {
			if (next.direction === Direction.TO_DEVICE) {
				if (this.#written < next.octets.length) return;
				this.#written -= next.octets.length;
			} else {
				this.arrived(next.octets);
			}
			this.#left = this.#left.slice(1);
		}
		this.hungUp(new Error('the recording ends here'));
	}
}

/** A port of which any path opens `entries` from their beginning. */
export function replayBinding(entries: readonly Entry[]): BindingInterface {
	return {
		list: async () => [],
		open: async options => new ReplayPort(options, entries),
	};
}
