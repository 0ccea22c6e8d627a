/*
 * Runs as they lie on disk: a folder with summary.json, and beside it what else was written.
 */
import {existsSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {quoted} from '../again.js';
import {cannotWrite, UsageError} from '../errors.js';
import type {Details} from './details.js';
import {MANIFEST_FILE, readJson, readManifest, replayOf} from './manifest.js';
import type {Summary} from './summary.js';

export const SUMMARY_FILE = 'summary.json';
export const DETAILS_FILE = 'details.json';
export const REPORT_FILE = 'report.html';
export const JUNIT_FILE = 'junit.xml';

export interface StoredRun {
	readonly folder: string;
	readonly summary: Summary;
	/** Missing where the run was written without. */
	readonly details?: Details | undefined;
	/** The command that has it again. */
	readonly replay: string;
}

/** The run at `place`, a folder or its summary.json; a UsageError where there is none. */
export function readRun(place: string): StoredRun {
	const isFolder = existsSync(place) && statSync(place).isDirectory();
	const folder = isFolder ? place : path.dirname(place);
	const file = isFolder ? path.join(place, SUMMARY_FILE) : place;
	const summary = readJson(file, 'the folder of a run');
	if (!isSummary(summary)) throw new UsageError(`${file} is no summary of a run`);
	return {folder, summary, details: detailsIn(folder), replay: replayIn(folder, summary)};
}

/** Whether `value` has what every summary has. */
export function isSummary(value: unknown): value is Summary {
	if (typeof value !== 'object' || value === null) return false;
	const kinds = {
		scenario: 'string',
		seed: 'number',
		traceHash: 'string',
		frames: 'object',
		energy: 'object',
		expectations: 'object',
	};
	return Object.entries(kinds).every(
		([key, kind]) => typeof (value as Record<string, unknown>)[key] === kind,
	);
}

/** Writes a file that the user has named; an EnvironmentError where that cannot be. */
export function writeTold(file: string, text: string): void {
	try {
		writeFileSync(file, text);
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

function detailsIn(folder: string): Details | undefined {
	const file = path.join(folder, DETAILS_FILE);
	if (!existsSync(file)) return undefined;
	const value = readJson(file, 'the folder of a run') as Partial<Details> | null;
	return value?.details === 1 ? (value as Details) : undefined;
}

function replayIn(folder: string, {scenario, seed}: Summary): string {
	if (existsSync(path.join(folder, MANIFEST_FILE))) return replayOf(readManifest(folder));
	// A run of a sweep has the whole of its scenario beside it.
	const file = path.join(folder, 'scenario.yaml');
	const name = existsSync(file) ? quoted(file) : scenario;
	return `motebench run ${name} --seed 0x${seed.toString(16)}`;
}
