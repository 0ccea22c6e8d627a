/*
 * What a hunt leaves behind: for each seed that failed the case as it was drawn and as it was
 * shrunk, both files that motebench hunt --as-is has again.
 *
 *   seed-0x7/drawn.yaml   seed-0x7/scenario.yaml   hunt.json
 */
import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {stringify} from 'yaml';
import {EnvironmentError} from '../errors.js';
import type {Raw} from '../sweep/override.js';
import type {Finding} from './judge.js';

export class FindingsFolder {
	readonly folder: string;
	/** What has a case again besides its file, such as another firmware. */
	readonly #words: string;
	/** Where files lie that the scenario names. */
	readonly #source: string;

	constructor(folder: string, {words, source}: {words: string; source: string}) {
		this.folder = folder;
		this.#words = words;
		this.#source = source;
	}

	/** Writes a case of `seed`; the command that has it again. */
	keep(seed: number, name: 'drawn' | 'scenario', {raw, finding}: {raw: Raw; finding: Finding}) {
		const folder = path.join(this.folder, `seed-0x${seed.toString(16)}`);
		const file = path.join(folder, `${name}.yaml`);
		const again = `motebench hunt ${file} --as-is${this.#words}`;
		const head = `# ${finding.kind}: ${finding.what}\n# again: ${again}\n`;
		const {expectation} = finding;
		const expected = expectation === undefined ? raw : {...raw, expectations: [expectation]};
		this.#write(file, head + stringify(this.#from(expected, folder)));
		return {file, again};
	}

	/** Writes what --json prints. */
	conclude(report: object): void {
		const file = path.join(this.folder, 'hunt.json');
		this.#write(file, `${JSON.stringify(report, undefined, '\t')}\n`);
	}

	/** Measured links lie where they lay. */
	#from(raw: Raw, folder: string): Raw {
		const air = raw['air'] as {propagation?: {file?: string}} | undefined;
		const measured = air?.propagation?.file;
		if (measured === undefined) return raw;
		const file = path.relative(folder, path.resolve(this.#source, measured));
		return {...raw, air: {...air, propagation: {...air?.propagation, file}}};
	}

	#write(file: string, text: string): void {
		try {
			mkdirSync(path.dirname(file), {recursive: true});
			writeFileSync(file, text);
		} catch (error) {
			throw new EnvironmentError(`cannot write to ${file}`, {cause: error});
		}
	}
}
