/*
 * A hunt from beginning to end.
 *
 *   seeds  -->  cases  -->  threads  -->  findings  -->  shrunk, one after another  -->  files
 *
 * Knows neither the wall clock nor the command line: who wants an end says when.
 */
import {parseDuration} from '../scenario/duration.js';
import {type Crew, share} from '../sweep/crew.js';
import type {Raw} from '../sweep/override.js';
import type {FindingsFolder} from './findings-folder.js';
import type {Finding} from './judge.js';
import {caseOf, type Prey, timed} from './prey.js';
import {shrink} from './shrink.js';
import type {Case, Tried} from './try-case.js';

export interface HuntOptions {
	readonly prey: Prey;
	/** The seed of the first case; the others follow. */
	readonly seed: number;
	/** Whether there is an end after so many cases. */
	readonly enough: (runs: number) => boolean;
	readonly crew: Crew<Case, Tried>;
	readonly folder: FindingsFolder;
	/** The URL of a folder with another firmware. */
	readonly firmware?: string;
	readonly signal: AbortSignal;
	/** How far it is, in words; the share is what the caller knows. */
	readonly tell: (text: string, runs: number) => void;
}

export interface HuntReport {
	readonly scenario: string;
	readonly seed: number;
	readonly runs: number;
	readonly boundMs: number;
	readonly interrupted: boolean;
	readonly findings: readonly Found[];
}

/** A seed that failed, and the smallest case that fails in the same way. */
export interface Found extends Finding {
	readonly seed: number;
	/** As it was drawn. */
	readonly drawn: Size;
	readonly shrunk: Size;
	/** Cases that were tried to shrink it. */
	readonly tries: number;
	readonly file: string;
	/** The command that has it again. */
	readonly again: string;
}

export interface Size {
	readonly nodes: number;
	readonly gateways: number;
	readonly faults: number;
	readonly duration: string;
}

/** So many failing seeds are enough to work on. */
const FAILING_MAX = 3;
const TRIES_MAX = 300;
/** Safety may be broken before it is calm: such a case needs no more time than that. */
const SHARES = [1 / 16, 1 / 8, 1 / 4, 1 / 2];

interface Failing {
	readonly seed: number;
	readonly raw: Raw;
	readonly finding: Finding;
}

export async function hunt(options: HuntOptions): Promise<HuntReport> {
	const {prey, seed, folder, signal} = options;
	const {runs, failing} = await drive(options);
	const findings: Found[] = [];
	for (const each of failing) {
		const found = signal.aborted ? undefined : await cornered(each, options);
		if (found !== undefined) findings.push(found);
	}
	const report = {
		scenario: prey.scenario.name,
		seed,
		runs,
		boundMs: prey.boundMs,
		interrupted: signal.aborted,
		findings,
	};
	folder.conclude(report);
	return report;
}

/** Runs cases until it is enough; the seeds that failed, in order. */
async function drive({prey, seed, enough, crew, firmware, signal, tell}: HuntOptions) {
	let [begun, runs] = [0, 0];
	const failing: Failing[] = [];
	function* cases() {
		while (!enough(begun) && failing.length < FAILING_MAX) {
			const number = seed + begun++;
			const raw = caseOf(prey, number);
			yield {...caseFrom(raw, prey, firmware), seed: number, raw};
		}
	}
	const keep = (task: Case & {seed: number; raw: Raw}, {finding, invalid}: Tried) => {
		if (invalid !== undefined) throw new RangeError(`seed ${task.seed} drew ${invalid}`);
		runs += 1;
		if (finding !== undefined) failing.push({seed: task.seed, raw: task.raw, finding});
		tell(`${runs} runs, ${failing.length} failing`, runs);
	};
	await share({tasks: cases(), crew, keep, signal});
	failing.sort((one, other) => one.seed - other.seed);
	return {runs, failing: failing.slice(0, FAILING_MAX)};
}

async function cornered(
	{seed, raw, finding}: Failing,
	options: HuntOptions,
): Promise<Found | undefined> {
	const {prey, folder, tell} = options;
	folder.keep(seed, 'drawn', {raw, finding});
	let asked = 0;
	const stillFails = async (candidates: readonly Raw[]) => {
		const cases = candidates.map(each => timed(each, prey.boundMs));
		asked += cases.length;
		tell(`seed 0x${seed.toString(16)}: ${finding.kind}, ${asked} smaller cases tried`, 0);
		return await firstFailing(cases, finding, options);
	};
	const small = await shrink(raw, stillFails, TRIES_MAX);
	if (options.signal.aborted) return undefined;
	const last = await brief(timed(small.raw, prey.boundMs), finding, options);
	const again = await options.crew.do(caseFrom(last, prey, options.firmware));
	if (again.finding?.kind !== finding.kind)
		throw new RangeError(`seed ${seed} does not fail twice`);
	const kept = folder.keep(seed, 'scenario', {raw: last, finding: again.finding});
	return {
		...again.finding,
		seed,
		drawn: sizeOf(raw),
		shrunk: sizeOf(last),
		tries: small.tries,
		...kept,
	};
}

/** The case with as little time as it fails in; what was not served needs all of its time. */
async function brief(raw: Raw, finding: Finding, options: HuntOptions): Promise<Raw> {
	if (finding.kind === 'unserved') return raw;
	const seconds = (parseDuration(String(raw['duration'])) ?? 0) / 1000;
	const cases = SHARES.map(share => ({...raw, duration: `${Math.ceil(share * seconds)}s`}));
	const index = await firstFailing(cases, finding, options);
	return cases[index] ?? raw;
}

/** The index of the first case that fails as it did before, whoever is done first. */
async function firstFailing(
	raws: readonly Raw[],
	{kind}: Finding,
	{prey, crew, firmware, signal}: HuntOptions,
): Promise<number> {
	let first = raws.length;
	function* untilFirst() {
		for (let index = 0; index < first; index++) {
			yield {...caseFrom(raws[index]!, prey, firmware), index};
		}
	}
	const keep = ({index}: Case & {index: number}, {finding}: Tried) => {
		if (finding?.kind === kind) first = Math.min(first, index);
	};
	await share({tasks: untilFirst(), crew, keep, signal});
	return first < raws.length ? first : -1;
}

function caseFrom(raw: Raw, {text}: Prey, firmware: string | undefined): Case {
	const plain = {text: JSON.stringify(raw), folder: text.folder};
	return firmware === undefined ? plain : {...plain, firmware};
}

function sizeOf(raw: Raw): Size {
	const count = (key: string) =>
		((raw[key] ?? []) as Raw[]).reduce((sum, {count: each}) => sum + Number(each ?? 1), 0);
	const length = (key: string) => ((raw[key] ?? []) as Raw[]).length;
	return {
		nodes: count('nodes'),
		gateways: count('gateways'),
		faults: length('faults') + length('attackers'),
		duration: String(raw['duration']),
	};
}
