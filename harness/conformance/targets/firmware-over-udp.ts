/*
 * Our firmware as a client behind UDP: one node, one page, the wall's clock times a scale. It is
 * driven by an Order as any client is, and shows how little a client needs for that.
 *
 *   gateways[n] <--UDP--> short address n + 1 <--> firmware
 *   everybody   --------> each of the gateways
 */
import {DriftingClock} from '../../../sim/node/drift.js';
import {Report} from '../../../sim/node/report.js';
import {WasmNode} from '../../../sim/node/wasm-node.js';
import type {Address} from '../../transport/transport.js';
import {UdpTransport} from '../../transport/udp.js';
import type {ClientFacts} from '../client-target.js';
import type {Answer, Launch, Order} from '../control.js';
import {configOf, simulatedFacts} from './simulated-client.js';

/** Times that a scale of 20 leaves long enough to be measured, and short enough to be waited for. */
export const FACTS: ClientFacts = {
	...simulatedFacts,
	keepAliveS: 70,
	tretryMs: 20_000,
	tsearchgwMs: 2000,
	reconnectMs: 5000,
	sleepS: 70,
	periodMs: 6000,
};

const EVERYBODY = 0xffff;
const US_PER_MS = 1000;
const RSSI_CDBM = -6000;

/** Launches nodes in this process. */
export function launchFirmware(module: WebAssembly.Module): Launch {
	return (order, said) => {
		const started = FirmwareOverUdp.start(module, order, said);
		const stop = async () => await (await started).close();
		// In this process nothing can end but by stop(), which nobody waits for.
		return {ended: new Promise(() => {}), stop};
	};
}

export class FirmwareOverUdp {
	readonly #udp: UdpTransport;
	readonly #order: Order;
	readonly #node: WasmNode;
	readonly #startMs = performance.now();
	#timer: NodeJS.Timeout | undefined;

	private constructor(
		udp: UdpTransport,
		module: WebAssembly.Module,
		{order, said}: {readonly order: Order; readonly said: (answer: Answer) => void},
	) {
		this.#udp = udp;
		this.#order = order;
		this.#node = new WasmNode(module, new DriftingClock(0, 0), configOf(order.task, FACTS), {
			nowUs: () => this.#nowUs,
			send: (peer, octets, at, size) => this.#says(octets.slice(at, at + size), peer),
			entropy: () => 0,
			sense: () => 2150,
			report: (what, _value, octets) => {
				if (what === Report.commanded) said({delivered: Buffer.from(octets).toString()});
			},
			wakeAt: us => this.#wakeAt(us),
			// A node that trapped stays silent: its case fails.
			trapped: () => clearTimeout(this.#timer),
		});
		udp.onDatagram = (from, octets) => this.#hears(from, octets);
	}

	/** Boots a node with the task of `order`, and says that it is ready. */
	static async start(
		module: WebAssembly.Module,
		order: Order,
		said: (answer: Answer) => void,
	): Promise<FirmwareOverUdp> {
		const udp = await UdpTransport.open({listen: {host: '127.0.0.1', port: 0}});
		const node = new FirmwareOverUdp(udp, module, {order, said});
		said({ready: FACTS});
		return node;
	}

	async close(): Promise<void> {
		clearTimeout(this.#timer);
		await this.#udp.close();
	}

	get #nowUs(): number {
		return Math.floor((performance.now() - this.#startMs) * US_PER_MS * this.#order.scale);
	}

	#wakeAt(us: number): void {
		clearTimeout(this.#timer);
		if (us === Number.POSITIVE_INFINITY) return;
		const delayMs = (us - this.#nowUs) / US_PER_MS / this.#order.scale;
		this.#timer = setTimeout(() => this.#node.wake(), Math.max(delayMs, 0));
	}

	#hears(from: Address, octets: Uint8Array): void {
		const source = this.#order.gateways.indexOf(from) + 1;
		if (source === 0) return;
		this.#node.received({source, octets, at: 0, size: octets.length, rssiCdbm: RSSI_CDBM});
	}

	#says(octets: Uint8Array, to: number): void {
		const {gateways} = this.#order;
		const heard = to === EVERYBODY ? gateways : gateways.slice(to - 1, to);
		for (const gateway of heard) this.#udp.send(gateway, octets);
	}
}
