/*
 * One random schedule of keys: the real firmware, two real guards and the real key server, joined
 * by a network that does what it likes. No radio and no broker; time is virtual, luck is the seed's.
 *
 *   rage      datagrams lost, twice, late, again; power cut at a step of the flash; a gateway or the
 *             key server dies; one gateway is out of reach; orders to re-key, new salts
 *   disaster  in one of four: the key server begins again from an older backup; or it is lost with
 *             all gateways, and recovery keys come to a new one
 *   drought   after such a loss: a day without an answer, until the device calls for recovery; then
 *             rage again
 *   peace     nothing of that: the device agrees on new keys and is served, and the key server
 *             knows its generation
 *
 * After every event the invariants are looked at: invariants.ts.
 */
import {NodeTarget} from '../../harness/scenario/node-target.js';
import {NonceLog} from '../../harness/scenario/nonce-log.js';
import {decodeHello, Mode} from '../../harness/security/frames.js';
import {DriftingClock} from '../../sim/node/drift.js';
import {Flash} from '../../sim/node/flash.js';
import {type NodeHost, WasmNode} from '../../sim/node/wasm-node.js';
import {Clock} from './clock.js';
import {LabGateway} from './gateway.js';
import {Broken, Invariants} from './invariants.js';
import {Luck} from './luck.js';
import {type Datagram, Network} from './network.js';
import {Operator} from './operator.js';
import {GATEWAYS, LabServer} from './server.js';

/** What a schedule came to. */
export interface Course {
	/** What did not hold, and when; undefined where all did. */
	readonly broken: string | undefined;
	readonly generations: number;
	readonly powerCuts: number;
	readonly deaths: number;
	readonly replays: number;
	readonly lost: number;
	readonly nonces: number;
	/** Whether the key server began again from a backup. */
	readonly restores: number;
	/** Whether the device has recovered. */
	readonly recoveries: number;
}

const EUI = '0200000000000001';
const DEVICE = 3;
const KEY_SIZE = 16;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** What a backup does not know of takes a day until the device calls for recovery, and its rests. */
const PEACE_MS = 34 * HOUR;
/** So long at most until a device without answers calls for recovery. */
const DROUGHT_MS = 30 * HOUR;
/** Of sixteen schedules. */
const [LOSSES, RESTORES] = [1, 3];
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
	readonly #operator: Operator;
	readonly #invariants: Invariants;
	readonly #gateways: LabGateway[] = [];
	readonly #flash = new Flash();
	readonly #node: WasmNode;
	readonly #seed: number;
	#powerCuts = 0;
	#deaths = 0;
	#restores = 0;
	#served = false;
	/** The device has called for recovery. */
	#called = false;

	constructor(firmware: WebAssembly.Module, seed: number) {
		this.#seed = seed;
		this.#luck = new Luck(seed, 'schedule');
		this.#network = new Network(this.#clock, new Luck(seed, 'network'));
		this.#network.onSend = datagram => this.#onSend(datagram);
		this.#server = new LabServer(this.#clock, seed, this.#nonces);
		const orm = Buffer.from(this.#luck.octets(KEY_SIZE));
		this.#operator = new Operator({clock: this.#clock, server: this.#server, orm});
		this.#invariants = new Invariants({
			...{eui: EUI, flash: this.#flash},
			...{server: this.#server, nonces: this.#nonces, clock: this.#clock},
		});
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
		this.#clock.pass(MINUTE / 2);
		let key: Uint8Array | undefined;
		const individual = this.#luck.chance(0.5);
		const asked = {ask: 'register', eui: EUI, batch: 1, individual, replace: false} as const;
		this.#server.ask(asked, answer => {
			if ('value' in answer) key = (answer.value as {factoryKey: Uint8Array}).factoryKey;
		});
		this.#server.ask({ask: 'join', minutes: 10_000});
		this.#clock.pass(SECOND);
		const recoveryKey = this.#operator.enrol(EUI);
		const identity = {eui: EUI, batch: 1, factoryKey: key!, recoveryKey};
		await new NodeTarget(this.#node).provision(identity);
		for (const [index, {gwid, gwId}] of GATEWAYS.entries()) {
			this.#gateways.push(this.#gateway(index + 1, gwid, gwId));
		}
	}

	run(): Course {
		let broken: string | undefined;
		this.#clock.onEvent = () => this.#invariants.look();
		try {
			this.#live();
		} catch (error) {
			if (!(error instanceof Broken)) throw error;
			broken = `${error.message}, at ${this.#clock.nowUs} us`;
		}
		const {generation} = this.#invariants;
		return {
			broken,
			generations: generation & 0xff_ffff,
			powerCuts: this.#powerCuts,
			deaths: this.#deaths + this.#server.deaths,
			replays: this.#network.replays,
			lost: this.#network.lost,
			nonces: this.#nonces.checked,
			restores: this.#restores,
			recoveries: generation >>> 24,
		};
	}

	#live(): void {
		this.#clock.pass(MINUTE);
		const fate = this.#luck.below(16);
		this.#rage();
		if (fate < LOSSES) {
			this.#loseAll();
			this.#endure();
			this.#rage();
		} else if (fate < LOSSES + RESTORES) {
			this.#server.backUp();
			this.#rage();
			this.#server.restore();
			this.#invariants.restored();
			this.#restores += 1;
			this.#rage();
		}
		this.#makePeace();
	}

	#rage(): void {
		this.#setRage(true);
		const endMs = (2 + this.#luck.below(6)) * MINUTE;
		for (let passed = 0; passed < endMs; passed += STEP_MS) {
			this.#strike();
			this.#clock.pass(STEP_MS);
		}
	}

	#setRage(rages: boolean): void {
		this.#network.rages = rages;
		this.#server.rages = rages;
		if (rages) return;
		this.#network.away = 0;
		this.#flash.spare();
	}

	/** The key server is gone, and so is what gateways knew; the operator begins anew. */
	#loseAll(): void {
		this.#server.lose();
		for (const gateway of this.#gateways) {
			gateway.lose();
			this.#deaths += 1;
			this.#clock.after(this.#luck.below(MINUTE), () => gateway.revive());
		}
		this.#clock.after(this.#luck.below(10 * MINUTE), () => this.#operator.recover(EUI, 0));
	}

	/** Until the device calls for recovery, with that call not yet answered. */
	#endure(): void {
		this.#setRage(false);
		for (let passed = 0; passed < DROUGHT_MS && !this.#called; passed += STEP_MS) {
			this.#clock.pass(STEP_MS);
		}
		if (!this.#called) throw new Broken('nobody has called for recovery');
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
		if (luck.chance(0.0007)) this.#server.ask({ask: 'rotate-salt'});
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
		this.#setRage(false);
		this.#clock.pass(MINUTE);
		this.#served = false;
		const before = this.#invariants.generation;
		this.#server.ask({ask: 'rekey', deadlineS: 0});
		for (let passed = 0; passed < PEACE_MS; passed += STEP_MS) {
			this.#clock.pass(STEP_MS);
			const {generation, known} = this.#invariants;
			if (this.#served && generation > before && known === generation) return;
		}
		const {generation, known} = this.#invariants;
		const what = this.#served ? `key server at ${known}` : 'not served';
		throw new Broken(`no peace: ${what}, device at ${generation}`);
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
		if (!fromGateway && decodeHello(octets)?.mode === Mode.recover) this.#called = true;
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
