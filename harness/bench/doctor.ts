/*
 * Is everything there? A line for each thing that a bench may need:
 *
 *   good      it is there
 *   missing   it is not; what lacks then, and how to get it
 *   hint      it works, but will bite one day
 *
 * Looks and changes nothing. What it looks at is handed in.
 */
import {lineOf, type UsbPort} from '../locate/usb-port.js';

export interface Finding {
	readonly what: string;
	readonly state: 'good' | 'missing' | 'hint';
	readonly detail: string;
}

export interface DoctorWorld {
	/** The version of a program, 'of some version' where it tells none; undefined: not installed. */
	version(program: string, argument: string): string | undefined;
	ports(): Promise<readonly UsbPort[]>;
	/** Whether we may read and write there. */
	mayUse(path: string): boolean;
	/** Names of programs that run. */
	running(): readonly string[];
	/** Whether the rules of `motebench devices --udev` are in place. */
	hasRules(): boolean;
	/** Whether the firmware is built. */
	hasFirmware(): boolean;
	/** What is wrong with bench.yaml, a line each. */
	benchMistakes(): readonly string[];
}

interface Program {
	readonly name: string;
	readonly argument: string;
	readonly use: string;
	readonly debian: string;
}

const PROGRAMS: readonly Program[] = [
	{
		name: 'arm-none-eabi-gcc',
		argument: '--version',
		use: 'builds images for boards',
		debian: 'gcc-arm-none-eabi libnewlib-arm-none-eabi',
	},
	{
		name: 'qemu-system-arm',
		argument: '--version',
		use: 'emulates boards',
		debian: 'qemu-system-arm',
	},
	{name: 'openocd', argument: '--version', use: 'flashes boards', debian: 'openocd'},
	{name: 'mosquitto', argument: '-h', use: 'a broker to test with', debian: 'mosquitto'},
	{name: 'tshark', argument: '--version', use: 'reads captures', debian: 'tshark'},
];

/** Looks at everything, in order. */
export async function examine(world: DoctorWorld): Promise<Finding[]> {
	return [
		...PROGRAMS.map(program => programFinding(world, program)),
		firmwareFinding(world),
		...(await portFindings(world)),
		modemManagerFinding(world),
		benchFinding(world),
	];
}

/** A finding as a line. */
export function findingLine({what, state, detail}: Finding): string {
	const mark = {good: '✔', missing: '✖', hint: '!'}[state];
	return `${mark} ${state.padEnd(8)} ${what.padEnd(18)} ${detail}`;
}

function programFinding(world: DoctorWorld, {name, argument, use, debian}: Program): Finding {
	const version = world.version(name, argument);
	if (version !== undefined) return {what: name, state: 'good', detail: version};
	return {what: name, state: 'missing', detail: `${use}: apt-get install ${debian}`};
}

function firmwareFinding(world: DoctorWorld): Finding {
	if (world.hasFirmware()) return {what: 'node.wasm', state: 'good', detail: 'is built'};
	return {what: 'node.wasm', state: 'missing', detail: 'what all nodes run: npm run build'};
}

async function portFindings(world: DoctorWorld): Promise<Finding[]> {
	const ports = await world.ports();
	if (ports.length === 0) {
		return [{what: 'serial ports', state: 'hint', detail: 'none on USB: no board is plugged in'}];
	}
	return ports.map(port => portFinding(port, world.mayUse(port.path)));
}

function portFinding(port: UsbPort, usable: boolean): Finding {
	if (usable) return {what: port.path, state: 'good', detail: lineOf(port)};
	const detail = 'you may not open it: sudo usermod -aG dialout $USER, then log in anew';
	return {what: port.path, state: 'missing', detail};
}

function modemManagerFinding(world: DoctorWorld): Finding {
	const what = 'ModemManager';
	if (!world.running().includes(what)) return {what, state: 'good', detail: 'does not run'};
	if (world.hasRules())
		return {what, state: 'good', detail: 'runs, and is told to leave boards alone'};
	const detail = 'runs, and writes to boards that are plugged in: motebench devices --udev';
	return {what, state: 'hint', detail};
}

function benchFinding(world: DoctorWorld): Finding {
	const what = 'bench.yaml';
	const [mistake] = world.benchMistakes();
	if (mistake === undefined) return {what, state: 'good', detail: 'makes sense, if there is one'};
	return {what, state: 'missing', detail: mistake};
}
