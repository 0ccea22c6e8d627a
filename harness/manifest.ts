/*
 * From a command to the manifest of the run that it begins.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {withoutSecret} from './again.js';
import {brokerAddress} from './broker/mqtt-url.js';
import type {Manifest} from './report/manifest.js';
import {withheld} from './report/withheld.js';
import {scenarioText} from './scenario/load.js';
import type {Scenario} from './scenario/schema.js';
import {firmware} from './simulate.js';
import {version} from './version.js';

/** What the command line has said beside the name of the scenario. */
export interface Said {
	readonly nodes?: number | undefined;
	readonly duration?: number | undefined;
	readonly broker?: string | undefined;
	readonly resume?: string | undefined;
	readonly seedAfter?: number | undefined;
	readonly capture?: Manifest['capture'] | undefined;
	/** The words after the program's name; those of this process unless given. */
	readonly argv?: readonly string[];
}

/**
 * The manifest of a run of `scenario`, which is what `said` has made of the one at `name`; without
 * a name it is that of the checkpoint that `said` goes on from.
 */
export function manifestOf(name: string | undefined, scenario: Scenario, said: Said): Manifest {
	const {text, folder} = name === undefined ? {text: '', folder: '.'} : scenarioText(name);
	const {text: shown, paths} = withheld(text);
	return {
		manifest: 1,
		version,
		scenario: name ?? scenario.name,
		resume: said.resume ?? null,
		seedAfter: said.seedAfter ?? null,
		text: shown,
		withheld: [...paths],
		inputs: inputsOf(scenario, folder),
		seed: scenario.seed,
		nodes: said.nodes ?? null,
		durationMs: said.duration ?? null,
		broker: said.broker === undefined ? null : brokerAddress(said.broker).shown,
		capture: said.capture ?? scenario.capture,
		radios: {
			gateways: sumOf(scenario.gateways),
			forwarders: sumOf(scenario.forwarders),
			nodes: sumOf(scenario.nodes),
		},
		firmware: {sha256: firmware().built.sha256},
		argv: (said.argv ?? process.argv.slice(2)).map(withoutSecret),
	};
}

/** SHA-256 by name of the files that `scenario` names, which are looked for from `folder` on. */
export function inputsOf({air}: Scenario, folder: string): Record<string, string> {
	const {propagation} = air;
	if (propagation.model !== 'matrix' && propagation.model !== 'trace') return {};
	const octets = readFileSync(path.resolve(folder, propagation.file));
	return {[propagation.file]: createHash('sha256').update(octets).digest('hex')};
}

function sumOf(groups: readonly {count: number}[]): number {
	return groups.reduce((sum, {count}) => sum + count, 0);
}
