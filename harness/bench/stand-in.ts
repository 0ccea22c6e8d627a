/*
 * For tests: a bench on which everything but the board's firmware is played. Commands are written
 * down and not run; time does not pass.
 */
import {readFileSync} from 'node:fs';
import type {Board} from '../../boards/schema.js';
import {boardCalled, boardsIn} from '../locate/catalogue.js';
import type {UsbPort} from '../locate/usb-port.js';
import {PairBinding} from '../serial/pair-binding.js';
import {SerialLine} from '../serial/serial-line.js';
import {FirmwareOverLine} from '../target/firmware-over-line.js';
import type {FlashWorld} from './flasher.js';

/** What the firmware says that it is. */
export const BUILD_ID = '0102030405060708';

const MODULE = new WebAssembly.Module(
	readFileSync(new URL('../../../build/node.wasm', import.meta.url)),
);

/** A bench with one board, which is our firmware behind a pair of ends. */
export class StandIn {
	readonly board: Board = {...boardCalled('microbit', boardsIn()), id: 'wasm'};
	readonly pair = new PairBinding();
	readonly commands: (readonly string[])[] = [];
	plugged: UsbPort[] = [portAt('/dev/ttyACM0')];
	onSleep: (count: number) => void = () => {};
	readonly world: FlashWorld;
	#sleeps = 0;

	readonly #firmware: FirmwareOverLine;

	constructor() {
		const firmware = new FirmwareOverLine(MODULE, {
			buildId: Buffer.from(BUILD_ID, 'hex'),
			send: octets => this.pair.send(octets),
		});
		this.#firmware = firmware;
		this.pair.onOctets = octets => firmware.hear(octets);
		this.world = {
			around: {boards: [this.board], bench: {boards: [], quarantine: []}},
			ports: async () => this.plugged,
			open: async ({path, baudRate}) => new SerialLine({binding: this.pair, path, baudRate}),
			run: async ({argv}) => void this.commands.push(argv),
			sleep: async () => {
				this.#sleeps += 1;
				this.onSleep(this.#sleeps);
			},
		};
	}

	close(): void {
		this.#firmware.close();
	}
}

export function portAt(path: string): UsbPort {
	return {path, vid: '0d28', pid: '0204', sn: '9900', product: undefined, interface: 1};
}
