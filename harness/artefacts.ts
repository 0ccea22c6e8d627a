/*
 * The files of a run: they grow while it runs, and an interrupted run has them too.
 *
 *   trace.msgpack    every event, bounded        harness/scenario/trace-file.ts
 *   capture.pcapng   frames, for Wireshark       sim/pcap
 *   manifest.json    what the run was made of    harness/report/manifest.ts
 *   world.json       who is where, for the view  harness/world-file.ts
 *   memory.gz        what nodes remember at the end, without keys
 *   wireshark/       where it was asked for: how tshark reads the capture, with keys of the air
 *   summary.json     what --json prints
 *   details.json     the run over time and node by node
 *   junit.xml        expectations, for CI
 *   report.html      all of it, for people
 */
import {closeSync, mkdirSync, openSync, rmSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {AirCapture, type CaptureScope} from '../sim/pcap/capture.js';
import {Pcapng} from '../sim/pcap/pcapng.js';
import {wiresharkFiles} from '../sim/pcap/wireshark.js';
import type {World} from '../sim/world.js';
import {DetailsWatch} from './details.js';
import {cannotWrite} from './errors.js';
import {runPageOf} from './report/html/run-page.js';
import {junitOf} from './report/junit.js';
import {MANIFEST_FILE, type Manifest, replayOf} from './report/manifest.js';
import {DETAILS_FILE, JUNIT_FILE, REPORT_FILE, SUMMARY_FILE} from './report/stored.js';
import type {Summary} from './report/summary.js';
import {airKeysOf} from './scenario/air-keys.js';
import type {Described} from './scenario/describe.js';
import type {Scenario} from './scenario/schema.js';
import {TraceFile} from './scenario/trace-file.js';
import type {Simulated} from './simulate.js';
import {TRACE_FILE} from './trace/entry.js';
import type {Stage} from './view/stage.js';
import {memoryOf, stageOf} from './world-file.js';

/** A capture larger than this helps nobody: frames beyond it are left out and counted. */
const CAPTURE_SIZE_MAX = 256 * 2 ** 20;

export interface ArtefactOptions {
	/** The folder; it is made if it is not there. */
	readonly folder: string;
	readonly capture: CaptureScope | 'none';
	/** Whether the keys of the air lie beside the capture; not unless said. */
	readonly captureKeys?: boolean;
	/** Written first, if there is one. */
	readonly manifest?: Manifest;
	/** What is run; without it there is nothing for the view. */
	readonly scenario?: Scenario;
}

export class Artefacts {
	/** Paths by kind of file. */
	readonly files: Record<string, string> = {};
	readonly #options: ArtefactOptions;
	#trace: TraceFile | undefined;
	#details: DetailsWatch | undefined;
	#seen: {world: World; stage: Stage} | undefined;
	#air: {world: World; described: Described; folder: string} | undefined;
	#capture: {air: AirCapture; pcapng: Pcapng; file: number} | undefined;

	/** An EnvironmentError if the folder cannot be written. */
	constructor(options: ArtefactOptions) {
		this.#options = options;
		try {
			mkdirSync(options.folder, {recursive: true});
		} catch (error) {
			throw cannotWrite(options.folder, error);
		}
		if (options.manifest !== undefined) {
			writeJson(this.#path('manifest', MANIFEST_FILE), options.manifest);
		}
	}

	/** Where the files lie. */
	get folder(): string {
		return this.#options.folder;
	}

	/** Joins the observers of `world`. */
	watch(world: World, described: Described): void {
		const {gateways, nodes, intruders = []} = described.world;
		this.#trace = new TraceFile(this.#path('trace', TRACE_FILE), world.trace);
		this.#details = new DetailsWatch(world, described);
		for (const observer of [this.#trace, this.#details]) world.trace.watch(observer);
		const {capture, scenario} = this.#options;
		if (scenario !== undefined) this.#introduce(world, stageOf(scenario, described));
		if (capture === 'none') return;
		if (this.#options.captureKeys) {
			this.#air = {world, described, folder: this.#path('wireshark', 'wireshark')};
		}
		const file = openSync(this.#path('capture', 'capture.pcapng'), 'w');
		const pcapng = new Pcapng(octets => writeFileSync(file, octets), {
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
		this.#leaveKeys();
	}

	/** Makes the summary, which names all files, and writes it for people and for CI. */
	conclude(simulated: Simulated): Summary {
		const {manifest} = this.#options;
		const replay = manifest && replayOf(manifest);
		const [summaryFile, detailsFile, junitFile, reportFile] = [
			this.#path('summary', SUMMARY_FILE),
			this.#path('details', DETAILS_FILE),
			this.#path('junit', JUNIT_FILE),
			this.#path('report', REPORT_FILE),
		];
		this.#remember();
		const summary = simulated.summary(this.files);
		const details = this.#details?.details(simulated.outcome);
		writeJson(summaryFile, summary);
		writeFileSync(detailsFile, `${JSON.stringify(details)}\n`);
		writeFileSync(junitFile, junitOf(summary, replay));
		const told = replay ?? `motebench run ${summary.scenario}`;
		writeFileSync(reportFile, runPageOf({summary, details, replay: told}));
		return summary;
	}

	/** For their owner alone; written at the end, when all have their addresses. */
	#leaveKeys(): void {
		if (this.#air === undefined) return;
		const {world, described, folder} = this.#air;
		mkdirSync(folder, {recursive: true, mode: 0o700});
		for (const [name, text] of wiresharkFiles(airKeysOf(described.world, world))) {
			const file = path.join(folder, name);
			// A mode is for files that are new.
			rmSync(file, {force: true});
			writeFileSync(file, text, {mode: 0o600});
		}
	}

	#introduce(world: World, stage: Stage): void {
		this.#seen = {world, stage};
		writeFileSync(this.#path('world', 'world.json'), `${JSON.stringify(stage)}\n`);
	}

	#remember(): void {
		if (this.#seen === undefined) return;
		const {world, stage} = this.#seen;
		writeFileSync(this.#path('memory', 'memory.gz'), memoryOf(world.nodes, stage.areas));
	}

	#path(kind: string, name: string): string {
		const file = path.join(this.#options.folder, name);
		this.files[kind] = file;
		return file;
	}
}

function writeJson(file: string, value: object): void {
	writeFileSync(file, `${JSON.stringify(value, undefined, '\t')}\n`);
}
