/*
 * One moment of a run, to come back to.
 *
 *   run --checkpoint T     scenario, T and the state at T  -->  checkpoint.json
 *   run --resume FILE      from nought to T, nothing written; the state must be the one that was
 *                          kept; from T on as ever, or otherwise: another seed, another scenario
 *
 * A checkpoint holds no memory of nodes: the way there is had again from the seed, and what was
 * kept proves that it is the same. docs/decisions/0009 says what that costs. So whatever is
 * changed may only take effect after T, and the proof says so where it did not.
 */
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {z} from 'zod';
import type {World} from '../sim/world.js';
import {cannotWrite, UsageError} from './errors.js';
import {DRAWN, WITHHELD} from './scenario/air-keys.js';
import {formatDuration} from './scenario/duration.js';
import type {Scenario} from './scenario/schema.js';

const FORMAT = 'motebench checkpoint 1';

const stateSchema = z.strictObject({
	/** The hash of the trace, and how many events are in it. */
	trace: z.string(),
	events: z.int(),
	/** SHA-256 of the pages and the flash of all nodes. */
	memory: z.string(),
});

const checkpointSchema = z.strictObject({
	format: z.literal(FORMAT),
	atMs: z.int().positive(),
	/** SHA-256 of the firmware that ran. */
	firmware: z.string(),
	state: stateSchema,
	/** SHA-256 of the scenario as it stands here: it was checked when it was read. */
	scenarioHash: z.string(),
	scenario: z.custom<Scenario>(value => typeof value === 'object' && value !== null),
});

export type State = z.infer<typeof stateSchema>;
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** What is kept of `world` now, on its way through `scenario` with the firmware of that hash. */
export function checkpointOf(world: World, scenario: Scenario, firmware: string): Checkpoint {
	return {
		format: FORMAT,
		atMs: world.scheduler.now / 1000,
		firmware,
		state: stateOf(world),
		...keptOf(scenario),
	};
}

/** A key that the scenario gives is not passed on; of one that is drawn the seed is enough. */
function keptOf(scenario: Scenario): Pick<Checkpoint, 'scenario' | 'scenarioHash'> {
	const {air} = scenario;
	const isGiven = air.linkKey !== undefined && air.linkKey !== DRAWN;
	const kept = isGiven ? {...scenario, air: {...air, linkKey: WITHHELD}} : scenario;
	return {scenario: kept as Scenario, scenarioHash: hashOf(kept)};
}

/** Whether the scenario of a checkpoint lacks its key, and has to be named. */
export function lacksKey({scenario}: Checkpoint): boolean {
	return (scenario.air.linkKey as unknown) === WITHHELD;
}

/** Everything by which two worlds at one moment are found to be the same. */
export function stateOf({trace, nodes}: World): State {
	const memory = createHash('sha256');
	for (const {page, flash} of nodes) memory.update(page).update(flash.image());
	return {
		trace: trace.hash,
		events: trace.count,
		memory: memory.digest('hex'),
	};
}

/** A UsageError where the run has come to another state than the one that was kept. */
export function mustBeSame({state, atMs}: Checkpoint, world: World): void {
	const now = stateOf(world);
	if (now.trace === state.trace && now.events === state.events && now.memory === state.memory)
		return;
	throw new UsageError(
		`at ${formatDuration(atMs)} the run is not the one that was kept (trace ${now.trace}, kept ` +
			`${state.trace}); change only what takes effect later, or keep a new checkpoint`,
	);
}

/** A UsageError where the checkpoint was kept with another firmware. */
export function mustFit(checkpoint: Checkpoint, firmware: string): void {
	if (checkpoint.firmware === firmware) return;
	const [kept, built] = [checkpoint.firmware, firmware].map(hash => hash.slice(0, 16));
	throw new UsageError(
		`the checkpoint was kept with firmware ${kept}, built is ${built}; keep a new one`,
	);
}

/** An EnvironmentError where it cannot be written. */
export function writeCheckpoint(file: string, checkpoint: Checkpoint): void {
	try {
		writeFileSync(file, `${JSON.stringify(checkpoint, undefined, '\t')}\n`);
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

/** A UsageError for what is no checkpoint, or one that somebody has changed. */
export function readCheckpoint(file: string): Checkpoint {
	const parsed = checkpointSchema.safeParse(parsedJson(file));
	if (!parsed.success) throw new UsageError(`${file} is no checkpoint of this motebench`);
	const {scenario, scenarioHash} = parsed.data;
	if (hashOf(scenario) === scenarioHash) return parsed.data;
	throw new UsageError(
		`the scenario in ${file} was changed; name a changed one: motebench run SCENARIO --resume ${file}`,
	);
}

function parsedJson(file: string): unknown {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new UsageError(`cannot read ${file} (${error.code})`);
	}
}

function hashOf(scenario: object): string {
	return createHash('sha256').update(JSON.stringify(scenario)).digest('hex');
}
