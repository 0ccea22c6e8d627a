/*
 * One random schedule of keys: the real firmware, two real guards and the real key server, joined
 * by a network that does what it likes. No radio and no broker; time is virtual, luck is the seed's.
 *
 *   rage     datagrams lost, twice, late, again; power cut at a step of the flash; a gateway or the
 *            key server dies; one gateway is out of reach; orders to re-key
 *   peace    nothing of that: the device is served again, and the key server knows its generation
 *
 * After every event: KS.j <= D.j <= KS.j + 1; a key lies in the flash; no nonce came twice. Mode 2
 * is not part of it: rage ends long before a device asks for recovery.
 */
import {stolen} from '../../harness/attackers/stolen-flash.js';
import {NodeTarget} from '../../harness/scenario/node-target.js';
import {NonceLog} from '../../harness/scenario/nonce-log.js';
import {DriftingClock} from '../../sim/node/drift.js';
import {Flash} from '../../sim/node/flash.js';
import {type NodeHost, WasmNode} from '../../sim/node/wasm-node.js';
import {Clock} from './clock.js';
import {LabGateway} from './gateway.js';
import {Luck} from './luck.js';
import {type Datagram, Network} from './network.js';
import {GATEWAYS, LabServer} from './server.js';

/** What a schedule came to. */
export interface Course {
	/** What did not hold; undefined where all did. */
	readonly broken: string | undefined;
	readonly generation: number;
	readonly powerCuts: number;
	readonly deaths: number;
	readonly replays: number;
	readonly lost: number;
	readonly nonces: number;
}

/** An invariant that did not hold. */
class Broken extends Error {}

const EUI = '0200000000000001';
const DEVICE = 3;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** A device that has failed often rests for an hour. */
const PEACE_MS = 4 * 60 * MINUTE;
const STEP_MS = 5 * SECOND;
const RSSI_CDBM = -6000;
/** A sensor with a sample in 8 s at QoS 1; Tretry 2 s, three times; keep-alive 60 s. */
const CONFIG = {2: 1, 3: 1, 5: 8000, 6: 2000, 7: 1, 8: 16, 9: 60, 10: 2000, 11: 3};

/** Runs the schedule of `seed`, from the factory to the end of the peace. */
export async function runSchedule(firmware: WebAssembly.Module, seed: number): Promise<Course> {
	const schedule = new Schedule(firmware, seed);
	await schedule.leaveFactory();
	return schedule.run();
}

class Schedule {
	readonly #luck: Luck;
	readonly #clock = new Clock();
	readonly #nonces = new NonceLog();
	readonly #network: Network;
	readonly #server: LabServer;
	readonly #gateways: LabGateway[] = [];
	readonly #flash = new Flash();
	readonly #node: WasmNode;
	readonly #seed: number;
	#powerCuts = 0;
	#deaths = 0;
	#served = false;
	/** What the invariants were last looked at with. */
	#seen = '';
	#generation = -1;
	#known = -1;

	constructor(firmware: WebAssembly.Module, seed: number) {
		this.#seed = seed;
		this.#luck = new Luck(seed, 'schedule');
		this.#network = new Network(this.#clock, new Luck(seed, 'network'));
		this.#network.onSend = datagram => this.#onSend(datagram);
		this.#server = new LabServer(this.#clock, seed, this.#nonces);
		// 4 is compact records, 1 full ones alone.
		const config = this.#luck.chance(0.5) ? CONFIG : {...CONFIG, 21: 1};
		const clock = new DriftingClock(MINUTE * 1000, 0);
		this.#node = new WasmNode(firmware, clock, config, this.#host());
		this.#network.join(DEVICE, (source, octets) => {
			this.#node.received({source, octets, at: 0, size: octets.length, rssiCdbm: RSSI_CDBM});
		});
	}

	/** The device gets its keys, and the window opens. */
	async leaveFactory(): Promise<void> {
		this.#clock.pass(SECOND);
		let key: Uint8Array | undefined;
		const individual = this.#luck.chance(0.5);
		const asked = {ask: 'register', eui: EUI, batch: 1, individual, replace: false} as const;
		this.#server.ask(asked, answer => {
			if ('value' in answer) key = (answer.value as {factoryKey: Uint8Array}).factoryKey;
		});
		this.#server.ask({ask: 'join', minutes: 10_000});
		this.#clock.pass(SECOND);
		const recoveryKey = this.#luck.octets(16);
		const identity = {eui: EUI, batch: 1, factoryKey: key!, recoveryKey};
		await new NodeTarget(this.#node).provision(identity);
		for (const [index, {gwid, gwId}] of GATEWAYS.entries()) {
			this.#gateways.push(this.#gateway(index + 1, gwid, gwId));
		}
	}

	run(): Course {
		let broken: string | undefined;
		this.#clock.onEvent = () => this.#look();
		try {
			this.#rage();
			this.#makePeace();
		} catch (error) {
			if (!(error instanceof Broken)) throw error;
			broken = error.message;
		}
		return {
			broken,
			generation: this.#generation,
			powerCuts: this.#powerCuts,
			deaths: this.#deaths + this.#server.deaths,
			replays: this.#network.replays,
			lost: this.#network.lost,
			nonces: this.#nonces.checked,
		};
	}

	#rage(): void {
		this.#server.rages = true;
		const endMs = (2 + this.#luck.below(6)) * MINUTE;
		this.#clock.pass(MINUTE - 2 * SECOND);
		for (let passed = 0; passed < endMs; passed += STEP_MS) {
			this.#strike();
			this.#clock.pass(STEP_MS);
		}
	}

	#strike(): void {
		const luck = this.#luck;
		const again = luck.below(4);
		for (let count = 0; count < again; count++) {
			this.#clock.after(luck.below(STEP_MS), () => this.#network.sayAgain());
		}
		if (luck.chance(0.15)) this.#cutPower();
		if (luck.chance(0.06)) this.#killGateway();
		if (luck.chance(0.03)) this.#server.die();
		if (luck.chance(0.05)) this.#server.ask({ask: 'rekey', deadlineS: 0});
		if (luck.chance(0.08)) this.#network.away = luck.below(GATEWAYS.length + 1);
	}

	/** At one of the next steps of the flash, before or within it; or now. */
	#cutPower(): void {
		const luck = this.#luck;
		if (luck.chance(0.2)) this.#node.cutPower();
		else this.#flash.cutAt(luck.below(8), luck.chance(0.5) ? () => luck.next() : undefined);
	}

	#killGateway(): void {
		const gateway = this.#gateways[this.#luck.below(this.#gateways.length)];
		if (!gateway.isAlive) return;
		this.#deaths += 1;
		gateway.die();
		this.#clock.after(this.#luck.below(MINUTE), () => gateway.revive());
	}

	#makePeace(): void {
		this.#network.rages = false;
		this.#server.rages = false;
		this.#network.away = 0;
		this.#flash.spare();
		this.#clock.pass(MINUTE);
		this.#served = false;
		for (let passed = 0; passed < PEACE_MS; passed += STEP_MS) {
			this.#clock.pass(STEP_MS);
			if (this.#served && this.#known === this.#generation) return;
		}
		const what = this.#served ? `key server at ${this.#known}` : 'not served';
		throw new Broken(`no peace: ${what}, device at ${this.#generation}`);
	}

	/** The invariants, wherever something durable has changed. */
	#look(): void {
		if (this.#nonces.repeated > 0) throw new Broken(`a nonce came twice at ${this.#clock.nowUs}`);
		const seen = `${this.#flash.steps} ${this.#server.commits}`;
		if (seen === this.#seen) return;
		this.#seen = seen;
		const device = stolen(this.#flash.image());
		if (device === undefined) throw new Broken(`no key is left at ${this.#clock.nowUs}`);
		this.#generation = device.generation;
		this.#known = this.#server.generationOf(EUI);
		const ahead = this.#generation - this.#known;
		if (ahead < 0 || ahead > 1) {
			throw new Broken(
				`device at ${this.#generation}, key server at ${this.#known}, ${this.#clock.nowUs}`,
			);
		}
	}

	#gateway(address: number, gwid: string, gwId: number): LabGateway {
		return new LabGateway({
			clock: this.#clock,
			network: this.#network,
			luck: new Luck(this.#seed, `gateway ${address}`),
			address,
			gwid: Buffer.from(gwid, 'hex'),
			gwId,
			keys: this.#server.serviceOf(gwid),
			served: () => {
				this.#served = true;
			},
		});
	}

	#onSend({from, to, octets}: Datagram): void {
		const fromGateway = from !== DEVICE;
		const gateway = GATEWAYS[(fromGateway ? from : to) - 1];
		if (gateway !== undefined) {
			this.#nonces.sent({gwid: gateway.gwid, eui: EUI, fromGateway}, octets);
		}
	}

	#host(): NodeHost {
		const luck = new Luck(this.#seed, 'device');
		let wishes = 0;
		return {
			flash: this.#flash,
			nowUs: () => this.#clock.nowUs,
			send: (to, octets, at, size) =>
				this.#network.send({from: DEVICE, to, octets: octets.subarray(at, at + size)}),
			entropy: () => luck.next(),
			sense: () => 2000,
			report: () => {},
			wakeAt: us => {
				const wish = ++wishes;
				this.#clock.at(us, () => {
					if (wish === wishes) this.#node.wake();
				});
			},
			trapped: panic => {
				throw new Broken(`the firmware trapped: ${panic}`);
			},
			powerCut: () => {
				this.#powerCuts += 1;
			},
		};
	}
}
