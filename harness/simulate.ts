/*
 * A scenario simulated with the firmware that is built: what the command line, the tests and
 * whoever imports motebench/harness have in common.
 */
import {existsSync, readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {World} from '../sim/world.js';
import {withinAddresses} from './address-space.js';
import {brokerAddress} from './broker/mqtt-url.js';
import {EnvironmentError} from './errors.js';
import type {Summary} from './report/summary.js';
import {type Described, describe} from './scenario/describe.js';
import {loadBoard, machineOf} from './scenario/load.js';
import {type Halt, type Outcome, run} from './scenario/runner.js';
import type {Scenario} from './scenario/schema.js';
import type {QemuImage} from './serial/qemu.js';
import {type Built, summarise} from './summarise.js';

export interface SimulateOptions {
	/** A broker outside, `mqtt://host:port`; without it one lives inside the run. */
	readonly brokerUrl?: string;
	/** Simulated seconds a second, at most. */
	readonly speed?: number;
	/** Ends the run early. */
	readonly signal?: AbortSignal;
	/** Called before time begins: observers of the trace join here, faults are prepared. */
	readonly prepared?: (world: World, described: Described) => void;
	/** Moments at which time stands still while somebody looks at the world: ascending. */
	readonly halts?: readonly Halt[];
	/** Called between turns, with the simulated microseconds and the seconds that they took. */
	readonly progress?: (nowUs: number, wallSeconds: number) => void;
	/** Another one than the firmware that is built. */
	readonly firmware?: Firmware;
}

/** What a run has counted, and the summary that is made of it. */
export interface Simulated {
	readonly outcome: Outcome;
	/** The summary, with paths of files that the caller has written. */
	summary(files: Readonly<Record<string, string>>): Summary;
}

const BUILD = new URL('../', import.meta.url);
/** What WebAssembly and JSON throw at octets that are none of theirs. */
const UNREADABLE: readonly string[] = ['CompileError', 'SyntaxError'];
/** HELLO reports eight octets of the hash. */
const BUILD_ID_DIGITS = 16;

/**
 * Simulates `scenario`. An EnvironmentError says that the firmware is not built, or that the
 * broker outside is not there or has gone; an AddressSpaceError that the nodes are too many for
 * one process.
 */
export async function simulate(
	scenario: Scenario,
	options: SimulateOptions = {},
): Promise<Simulated> {
	const {module, built} = options.firmware ?? firmware();
	const {gateways, forwarders, nodes} = scenario;
	const ids = [...gateways, ...forwarders, ...nodes].map(({board}) => board);
	const boards = new Map(ids.map(id => [id, loadBoard(id)]));
	const described = describe(scenario, {boards, imageOf}, module);
	const {prepared, brokerUrl} = options;
	const outcome = await withinAddresses(described.world.nodes.length, () =>
		run({
			...options,
			scenario,
			described,
			buildId: built.sha256.slice(0, BUILD_ID_DIGITS),
			prepared: world => prepared?.(world, described),
		}),
	);
	const broker = brokerUrl === undefined ? 'in the run' : brokerAddress(brokerUrl).shown;
	return {outcome, summary: files => summarise(scenario, outcome, {built, files, broker})};
}

/** The module is compiled once: it is as large as the firmware, and every run uses the same. */
let compiled: Firmware | undefined;

export interface Firmware {
	readonly module: WebAssembly.Module;
	readonly built: Built & {readonly sha256: string};
}

/** The firmware as it was built. An EnvironmentError where it was not. */
export function firmware(): Firmware {
	compiled ??= firmwareIn(BUILD);
	return compiled;
}

/**
 * The firmware in `folder`, which ends in a slash: node.wasm, and node.json with its facts. An
 * EnvironmentError where one of them is missing, or is not what its name says.
 */
export function firmwareIn(folder: URL): Firmware {
	const [wasm, facts] = [readBuilt('node.wasm', folder), readBuilt('node.json', folder)];
	try {
		return {
			module: new WebAssembly.Module(wasm),
			built: JSON.parse(facts.toString('utf8')) as Firmware['built'],
		};
	} catch (error) {
		if (!(error instanceof Error) || !UNREADABLE.includes(error.name)) throw error;
		const place = fileURLToPath(folder);
		throw new EnvironmentError(`the firmware in ${place} cannot be read`, {cause: error});
	}
}

/** The image of a board for QEMU; an EnvironmentError where it is not built. */
function imageOf(id: string): QemuImage {
	const elf = fileURLToPath(new URL(`images/${id}/node.elf`, BUILD));
	if (existsSync(elf)) return {machine: machineOf(id), elf};
	throw new EnvironmentError(`there is no image for ${id}`, {
		hint: `build one: node build/scripts/build-firmware.js --board ${id}`,
	});
}

function readBuilt(name: string, folder: URL): Buffer {
	try {
		return readFileSync(new URL(name, folder));
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		const ours = folder === BUILD;
		const place = fileURLToPath(folder);
		throw new EnvironmentError(
			ours ? 'the firmware is not built' : `there is no ${name} in ${place}`,
			{hint: ours ? 'run npm run build' : 'give the folder of a build', cause: error},
		);
	}
}
