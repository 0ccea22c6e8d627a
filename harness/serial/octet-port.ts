/*
 * What the ports of this folder have in common: octets that arrive wait until they are read, and
 * a port that goes away gives up what is read from it.
 *
 *   read   octets wait      -> at once, as many as fit
 *          none             -> when some arrive
 *          hung up, none    -> fails: the line is lost
 *          closed           -> fails as canceled: we did that
 *
 * The shape is that of @serialport/bindings-interface.
 */
import type {BindingPortInterface, OpenOptions, UpdateOptions} from '@serialport/bindings-cpp';

export interface ReadResult {
	readonly buffer: Buffer;
	readonly bytesRead: number;
}

interface Reader {
	readonly buffer: Buffer;
	readonly offset: number;
	readonly length: number;
	readonly resolve: (result: ReadResult) => void;
	readonly reject: (error: Error) => void;
}

/** The error of what was under way when we closed the port ourselves. */
class CanceledError extends Error {
	readonly canceled = true;
}

export abstract class OctetPort implements BindingPortInterface {
	readonly openOptions: Required<OpenOptions>;
	isOpen = true;
	#baudRate: number;
	#waiting: Uint8Array = new Uint8Array();
	#reader: Reader | undefined;
	#lost: Error | undefined;

	constructor(options: OpenOptions) {
		this.openOptions = {...DEFAULTS, ...options};
		this.#baudRate = options.baudRate;
	}

	abstract write(octets: Buffer): Promise<void>;

	/** Lets go of what is behind the port. */
	protected abstract release(): Promise<void>;

	read(buffer: Buffer, offset: number, length: number): Promise<ReadResult> {
		return new Promise((resolve, reject) => {
			this.#reader = {buffer, offset, length, resolve, reject};
			this.#serve();
		});
	}

	async close(): Promise<void> {
		this.isOpen = false;
		this.hungUp(new CanceledError('the port was closed'));
		await this.release();
	}

	async update({baudRate}: UpdateOptions): Promise<void> {
		this.#baudRate = baudRate;
	}

	async getBaudRate(): Promise<{baudRate: number}> {
		return {baudRate: this.#baudRate};
	}

	get baudRate(): number {
		return this.#baudRate;
	}

	/** Nothing of it is there to be set. */
	async set(): Promise<void> {}

	async get(): Promise<{cts: boolean; dsr: boolean; dcd: boolean}> {
		return {cts: true, dsr: true, dcd: true};
	}

	async flush(): Promise<void> {
		this.#waiting = new Uint8Array();
	}

	async drain(): Promise<void> {}

	/** Octets have come; the port keeps them until they are read. */
	protected arrived(octets: Uint8Array): void {
		this.#waiting = Buffer.concat([this.#waiting, octets]);
		this.#serve();
	}

	/** The other end is gone. What has arrived before can still be read. */
	protected hungUp(error: Error): void {
		this.#lost ??= error;
		this.#serve();
	}

	#serve(): void {
		const reader = this.#reader;
		if (reader === undefined) return;
		if (this.#waiting.length > 0 && this.isOpen) {
			const taken = this.#waiting.subarray(0, reader.length);
			this.#waiting = this.#waiting.subarray(taken.length);
			this.#reader = undefined;
			reader.buffer.set(taken, reader.offset);
			reader.resolve({buffer: reader.buffer, bytesRead: taken.length});
		} else if (this.#lost !== undefined) {
			this.#reader = undefined;
			reader.reject(this.#lost);
		}
	}
}

const DEFAULTS = {
	dataBits: 8,
	lock: true,
	stopBits: 1,
	parity: 'none',
	rtscts: false,
	xon: false,
	xoff: false,
	xany: false,
	hupcl: true,
} as const;
