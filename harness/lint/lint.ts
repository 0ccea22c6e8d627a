/*
 * Files that people write, looked at before they are used. What a file is follows from its name,
 * or from what it says; each kind is read by whoever reads it later, so that lint and use agree.
 *
 *   board.yaml          a board, called as its folder
 *   bench.yaml          what stands on a bench
 *   *.yaml              a sweep, if it names a scenario or has a grid and no nodes; else a scenario
 *
 * Of a folder only what has the keys that tell it from the YAML of others: duration and nodes, or
 * scenario and grid.
 */
import {existsSync, readdirSync, readFileSync, statSync} from 'node:fs';
import path from 'node:path';
import {UsageError} from '../errors.js';
import {BENCH_FILE, readBench} from '../locate/bench-file.js';
import {BOARDS, boardsIn, complaintsOf, lintBoard} from '../locate/catalogue.js';
import {loadScenario, scenarioNames} from '../scenario/load.js';
import {loadPlan} from '../sweep/plan.js';
import {YamlSource} from '../yaml/yaml-source.js';

export type Kind = 'scenario' | 'sweep' | 'board' | 'bench';

/** A file, or a scenario by its name, and how it is looked at. */
export interface Subject {
	readonly kind: Kind;
	readonly name: string;
}

const YAML = /\.ya?ml$/;
const BOARD_FILE = 'board.yaml';
/** What is wrong with a sweep does not depend on it. */
const ANY_FIRMWARE = '';

/** What is wrong with `subject`, a line each, as file:line:column: what. */
export function lint({kind, name}: Subject): string[] {
	switch (kind) {
		case 'board':
			return lintBoard(name);
		case 'bench':
			return complaintsOf(() => readBench(boardsIn(), name));
		case 'scenario':
			return complaintsOf(() => loadScenario(name));
		case 'sweep':
			return complaintsOf(() => loadPlan(name, ANY_FIRMWARE));
	}
}

/** All that comes with the package, and what lies in `folder`. */
export function everything(folder: string): Subject[] {
	const bundled = scenarioNames().map(name => ({kind: 'scenario' as const, name}));
	return [...bundled, ...within(BOARDS, path.relative('', BOARDS)), ...beside(folder)];
}

/** What `place`, a file or a folder with all that is in it, asks to be looked at. */
export function subjectsAt(place: string): Subject[] {
	if (!existsSync(place)) throw new UsageError(`${place}: there is no such file or folder`);
	if (statSync(place).isDirectory()) return within(place, place);
	return [{kind: kindOf(place), name: place}];
}

/** Files of `folder` itself. */
function beside(folder: string): Subject[] {
	const names = readdirSync(folder).filter(name => YAML.test(name));
	return names
		.filter(name => isOurs(path.join(folder, name)))
		.map(name => ({kind: kindOf(path.join(folder, name)), name}));
}

/** Files of `folder` and of its folders, but for what is hidden or installed. */
function within(folder: string, shown: string): Subject[] {
	const entries = readdirSync(folder, {withFileTypes: true});
	return entries.flatMap(entry => {
		const {name} = entry;
		const [file, called] = [path.join(folder, name), path.join(shown, name)];
		if (entry.isDirectory()) {
			return name.startsWith('.') || name === 'node_modules' ? [] : within(file, called);
		}
		return YAML.test(name) && isOurs(file) ? [{kind: kindOf(file), name: called}] : [];
	});
}

function kindOf(file: string): Kind {
	const name = path.basename(file);
	if (name === BOARD_FILE) return 'board';
	if (name === BENCH_FILE || name.endsWith(`.${BENCH_FILE}`)) return 'bench';
	const keys = keysOf(file);
	const isSweep = !keys.includes('nodes') && (keys.includes('scenario') || keys.includes('grid'));
	return isSweep ? 'sweep' : 'scenario';
}

/** A folder has YAML of others too; what is broken may be ours, and is looked at. */
function isOurs(file: string): boolean {
	const kind = kindOf(file);
	if (kind === 'board' || kind === 'bench') return true;
	const keys = keysOf(file);
	const wanted = kind === 'sweep' ? ['scenario', 'grid'] : ['duration', 'nodes'];
	return keys === BROKEN || wanted.every(key => keys.includes(key));
}

const BROKEN: readonly string[] = [];

/** The keys of the mapping in `file`; BROKEN where it is no YAML, or cannot be read at all. */
function keysOf(file: string): readonly string[] {
	try {
		const {value} = new YamlSource(readFileSync(file, 'utf8'), file);
		return Object.keys(typeof value === 'object' && value !== null ? value : {});
	} catch (error) {
		if (error instanceof UsageError || (error instanceof Error && 'code' in error)) return BROKEN;
		throw error;
	}
}
