/*
 * memory.gz: what nodes remembered at the end of a run, masked, one page after the other. A run
 * that was interrupted hard has none or half of one, and an older one may have another memory map.
 */
import {existsSync, readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {endOf} from './memory.js';
import type {Stage} from './stage.js';

export class MemoryFile {
	readonly #first: number;
	readonly #size: number;
	#octets: Uint8Array | undefined;

	constructor(
		private readonly file: string,
		{radios, areas}: Stage,
	) {
		this.#first = radios.findIndex(({clientId}) => clientId !== undefined);
		this.#size = endOf(areas);
	}

	/** What `radio` remembered; undefined where nobody has kept it. */
	of(radio: number): Uint8Array | undefined {
		this.#octets ??= unzipped(this.file);
		const at = (radio - this.#first) * this.#size;
		const known = radio >= this.#first && this.#size > 0 && at + this.#size <= this.#octets.length;
		return known ? this.#octets.subarray(at, at + this.#size) : undefined;
	}
}

/** Nothing where the file is none, or is broken: it is not needed. */
function unzipped(file: string): Uint8Array {
	if (!existsSync(file)) return new Uint8Array(0);
	try {
		return gunzipSync(readFileSync(file));
	} catch (error) {
		if (error instanceof Error && 'code' in error) return new Uint8Array(0);
		throw error;
	}
}
