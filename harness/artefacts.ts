/*
 * The files of a run: they grow while it runs, and an interrupted run has them too.
 *
 *   trace.msgpack    every event, bounded        harness/scenario/trace-file.ts
 *   capture.pcapng   frames, for Wireshark       sim/pcap
 *   zigbee_pc_keys   the network key, where the network is ZigBee: a table of a Wireshark profile
 *   summary.json     what --json prints
 *   junit.xml        expectations, for CI
 */
import {closeSync, mkdirSync, openSync, writeFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import {AirCapture, type CaptureScope} from '../sim/pcap/capture.js';
import {Pcapng} from '../sim/pcap/pcapng.js';
import {zigbeeKeyRow} from '../sim/pcap/zigbee-keys.js';
import type {World} from '../sim/world.js';
import {EnvironmentError} from './errors.js';
import {junitOf} from './report/junit.js';
import type {Summary} from './report/summary.js';
import type {Described} from './scenario/describe.js';
import {TraceFile} from './scenario/trace-file.js';
import type {Simulated} from './simulate.js';

/** A capture larger than this helps nobody: frames beyond it are left out and counted. */
const CAPTURE_SIZE_MAX = 256 * 2 ** 20;

export interface ArtefactOptions {
	/** The folder; it is made if it is not there. */
	readonly folder: string;
	readonly capture: CaptureScope | 'none';
}

export class Artefacts {
	/** Paths by kind of file. */
	readonly files: Record<string, string> = {};
	readonly #options: ArtefactOptions;
	#trace: TraceFile | undefined;
	#capture: {air: AirCapture; pcapng: Pcapng; file: number} | undefined;

	/** An EnvironmentError if the folder cannot be written. */
	constructor(options: ArtefactOptions) {
		this.#options = options;
		try {
			mkdirSync(options.folder, {recursive: true});
		} catch (error) {
			throw new EnvironmentError(`cannot write to ${options.folder}`, {cause: error});
		}
	}

	/** Joins the observers of `world`. */
	watch(world: World, {world: {gateways, nodes, network, intruders = []}}: Described): void {
		this.#trace = new TraceFile(this.#path('trace', 'trace.msgpack'), world.trace);
		world.trace.watch(this.#trace);
		const {capture} = this.#options;
		if (capture === 'none') return;
		if (network?.kind === 'zigbee') {
			const row = `${zigbeeKeyRow(network.networkKey)}\n`;
			writeFileSync(this.#path('networkKey', 'zigbee_pc_keys'), row, {mode: 0o600});
		}
		const file = openSync(this.#path('capture', 'capture.pcapng'), 'w');
		const pcapng = new Pcapng(octets => void writeSync(file, octets), {
			sizeMax: CAPTURE_SIZE_MAX,
			application: 'motebench',
		});
		const {trace} = world;
		const air = new AirCapture({
			trace,
			pcapng,
			scope: capture,
			gatewayCount: gateways.length,
			channels: [...gateways, ...nodes, ...intruders].map(({channel}) => channel),
		});
		this.#capture = {air, pcapng, file};
		trace.watch(air);
	}

	/** Completes the files that have grown. */
	close(): void {
		this.#trace?.close();
		if (this.#capture === undefined) return;
		const {air, pcapng, file} = this.#capture;
		air.flush();
		pcapng.flush();
		closeSync(file);
	}

	/** Makes the summary, which names all files, and writes it for people and for CI. */
	conclude(simulated: Simulated): Summary {
		const summaryFile = this.#path('summary', 'summary.json');
		const junitFile = this.#path('junit', 'junit.xml');
		const summary = simulated.summary(this.files);
		writeFileSync(summaryFile, `${JSON.stringify(summary, undefined, '\t')}\n`);
		writeFileSync(junitFile, junitOf(summary));
		return summary;
	}

	#path(kind: string, name: string): string {
		const file = path.join(this.#options.folder, name);
		this.files[kind] = file;
		return file;
	}
}
