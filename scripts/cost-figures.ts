/*
 * What SNAKE-128 costs, measured on the code that runs: octets by the firmware and a gateway that
 * speak with each other, frames, airtime and AES blocks of a sensor in the simulated air.
 */
import {readFileSync} from 'node:fs';
import {SecureBench, typeOf} from '../firmware/test/secure-bench.js';
import {auth} from '../firmware/test/secure-gateway.js';
import {describe} from '../harness/scenario/describe.js';
import {loadBoard, parseScenario} from '../harness/scenario/load.js';
import {run} from '../harness/scenario/runner.js';
import {Event, type Observer} from '../sim/kernel/trace.js';
import {Report} from '../sim/node/report.js';
import {airtimeUs} from '../sim/phy/o-qpsk.js';
import type {World} from '../sim/world.js';
import {ROOT} from './compile.js';
import {aesBlocks, countedFirmware} from './counted-firmware.js';

export type Form = 'compact' | 'full';
export type Records = Form | 'clear';

/** Octets above UDP. */
export interface Octets {
	readonly bootstrap: number;
	readonly rekey: number;
	/** The proof that follows either, in a record. */
	readonly conf: number;
	/** A session that was kept goes on after a reboot: RESUME and SYNC. */
	readonly resume: number;
	/** What a record adds to a message. */
	readonly record: number;
}

export interface Air {
	/** Frames that carry HELLO and ACCEPT, at both times; nothing was lost. */
	readonly bootstrapFrames: number;
	readonly rekeyFrames: number;
	/** From being switched on to having keys. */
	readonly bootstrapAesBlocks: number;
	/** On the air, a PUBLISH of 16 octets at QoS 1, PUBACK and the acknowledgements of both. */
	readonly publishAirtimeUs: number;
	/** What the sensor draws for sending its part, in nanocoulombs. */
	readonly publishChargeNc: number;
}

const MINUTE_MS = 60_000;
const NODE = 1;
/** HELLO and ACCEPT begin so: Length, Protection, flags, scheme. */
const HANDSHAKE = ['41ff1e3c', '4cff1c3c', '41ff1c3c', '4cff1e3c'];
const REKEY_S = 240;
const PICO_PER_NANO = 1000;

/** Octets with records of `form`. */
export function octetsOf(form: Form): Octets {
	const bench = new SecureBench({terms: {form}}).join();
	const bootstrap = handshakeOctets(bench);
	bench.run(2 * MINUTE_MS);
	const plain = bench.heard.findIndex(message => typeOf(message) === 'CONF');
	const conf = sizes(bench.frames.filter(isRecord))[plain]!;
	bench.frames = [];
	bench.downlink = [];
	bench.tell(auth('13', {data: '01003c'}));
	bench.run(MINUTE_MS);
	const rekey = handshakeOctets(bench);
	bench.frames = [];
	bench.downlink = [];
	bench.heard = [];
	bench.reboot();
	bench.join();
	const resume = bench.heard.findIndex(message => typeOf(message) === 'RESUME');
	const up = sizes(bench.frames.filter(isRecord))[resume]!;
	const down = sizes(bench.downlink.filter(isRecord))[0]!;
	const record = up - bench.heard[resume]!.length / 2;
	return {bootstrap, rekey, conf, resume: up + down, record};
}

/** Frames, airtime and AES blocks of a sensor beside its gateway. */
export async function airOf(records: Records): Promise<Air> {
	const scenario = parseScenario(scenarioText(records), 'costs.yaml');
	const boards = new Map([['nrf52840dk', loadBoard('nrf52840dk')]]);
	const imageOf = () => {
		throw new RangeError('no board is at a line');
	};
	const described = describe(scenario, {boards, imageOf}, await countedFirmware());
	let watch: AirWatch | undefined;
	await run({
		scenario,
		described,
		buildId: '',
		prepared: world => {
			watch = new AirWatch(world);
			world.trace.watch(watch);
		},
	});
	const {txUa} = described.members[NODE]!.currents!;
	return watch!.air(txUa);
}

/** Octets of static memory that the security part has, by the memory map. */
export function staticBytes(): number {
	const map = readFileSync(new URL('docs/memory-map.md', ROOT), 'utf8');
	const rows = [...map.matchAll(/^\| 0x\w+ \| (\d+) \| \w+ \| [^|]*security\//gm)];
	return rows.reduce((sum, [, size]) => sum + Number(size), 0);
}

class AirWatch implements Observer {
	readonly #world: World;
	#bootstrapFrames = 0;
	#rekeyFrames = 0;
	#aesBlocks = 0;
	#published = 0;
	#airtimeUs = 0;
	#nodeAirtimeUs = 0;

	constructor(world: World) {
		this.#world = world;
	}

	sent(
		sender: number,
		_audience: number,
		{octets, size}: {octets: Uint8Array; size: number},
	): void {
		const hex = Buffer.from(octets.subarray(0, size)).toString('hex');
		if (HANDSHAKE.some(head => hex.includes(head))) {
			if (this.#isLate) this.#rekeyFrames += 1;
			else this.#bootstrapFrames += 1;
		}
		if (!this.#isSteady) return;
		this.#airtimeUs += airtimeUs(size);
		if (sender === NODE) this.#nodeAirtimeUs += airtimeUs(size);
	}

	event(event: Event, _subject: number, detail: number): void {
		if (event !== Event.report) return;
		if (detail === Report.secured) this.#aesBlocks = aesBlocks(this.#world.nodes[0]!.page);
		if (detail === Report.published && this.#isSteady) this.#published += 1;
	}

	air(txUa: number): Air {
		return {
			bootstrapFrames: this.#bootstrapFrames,
			rekeyFrames: this.#rekeyFrames,
			bootstrapAesBlocks: this.#aesBlocks,
			publishAirtimeUs: Math.round(this.#airtimeUs / this.#published),
			publishChargeNc: Math.round((this.#nodeAirtimeUs * txUa) / PICO_PER_NANO / this.#published),
		};
	}

	get #isLate(): boolean {
		return this.#world.scheduler.now > (REKEY_S - 1) * 1e6;
	}

	/** Between the first handshake and the second, from the middle of a period to another's. */
	get #isSteady(): boolean {
		const seconds = this.#world.scheduler.now / 1e6;
		return seconds >= 60 && seconds < REKEY_S - 60;
	}
}

function scenarioText(records: Records): string {
	const rekey = `{ policy: required, records: ${records}, orders: [{ ask: rekey, at: ${REKEY_S}s }] }`;
	return `
name: costs
duration: 6m
area: { widthM: 10, heightM: 10 }
gateways: [{ count: 1, placement: { points: [[2, 5]] }, advertise: 15m }]
nodes:
  - name: sensor
    count: 1
    app: sensor
    placement: { points: [[8, 5]] }
    publish: { every: 1s, qos: 1, payload: 16 }
    keepAlive: 10m
    start: { within: 1ms }
security: ${records === 'clear' ? 'off' : rekey}
`;
}

function handshakeOctets({frames, downlink}: SecureBench): number {
	const all = [...frames, ...downlink].filter(hex => hex.slice(2, 4) === 'ff' && !isRecord(hex));
	return sizes(all).reduce((sum, size) => sum + size, 0);
}

function isRecord(hex: string): boolean {
	return hex.slice(2, 4) === '1f' || hex.slice(2, 8) === 'ff16f0';
}

function sizes(frames: readonly string[]): number[] {
	return frames.map(hex => hex.length / 2);
}
