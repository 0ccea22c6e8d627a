/*
 * The files of a run: they grow while it runs, and an interrupted run has them too.
 *
 *   trace.msgpack    every event, bounded        harness/scenario/trace-file.ts
 *   capture.pcapng   frames, for Wireshark       sim/pcap
 *   summary.json     what --json prints
 *   junit.xml        expectations, for CI
 */
import {closeSync, mkdirSync, openSync, writeFileSync, writeSync} from 'node:fs';
import path from 'node:path';
import {AirCapture, type CaptureScope} from '../sim/pcap/capture.js';
import {Pcapng} from '../sim/pcap/pcapng.js';
import type {World} from '../sim/world.js';
import {EnvironmentError} from './errors.js';
import {TraceFile} from './scenario/trace-file.js';

/** A capture larger than this helps nobody: frames beyond it are left out and counted. */
const CAPTURE_SIZE_MAX = 256 * 2 ** 20;

export interface ArtefactOptions {
	/** The folder; it is made if it is not there. */
	readonly folder: string;
	readonly capture: CaptureScope | 'none';
	readonly gatewayCount: number;
	readonly channels: readonly number[];
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
	watch(world: World): void {
		this.#trace = new TraceFile(this.#path('trace', 'trace.msgpack'), world.trace);
		world.trace.watch(this.#trace);
		const {capture, gatewayCount, channels} = this.#options;
		if (capture === 'none') return;
		const file = openSync(this.#path('capture', 'capture.pcapng'), 'w');
		const pcapng = new Pcapng(octets => void writeSync(file, octets), {
			sizeMax: CAPTURE_SIZE_MAX,
			application: 'motebench',
		});
		const {trace} = world;
		const air = new AirCapture({trace, pcapng, scope: capture, gatewayCount, channels});
		this.#capture = {air, pcapng, file};
		trace.watch(air);
	}

	/** What did not fit the bounds of the files. */
	get omitted(): {events: number; frames: number} {
		return {events: this.#trace?.omitted ?? 0, frames: this.#capture?.pcapng.omitted ?? 0};
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

	/** Where a file of `kind` will lie; it is listed from now on. */
	announce(kind: string, name: string): string {
		return this.#path(kind, name);
	}

	/** Writes an announced file whole. */
	write(file: string, text: string): void {
		writeFileSync(file, text);
	}

	#path(kind: string, name: string): string {
		const file = path.join(this.#options.folder, name);
		this.files[kind] = file;
		return file;
	}
}
