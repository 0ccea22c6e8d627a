/*
 * What is done with each kind of target before its tests run, and what is handed from step to step.
 *
 *   sim      resolve                              run
 *   qemu:    resolve                boot + hello  run      each test has an emulator of its own
 *   board:   resolve  flash  boot   hello         run      one test at a time
 *   serial:  resolve                hello         run      one test at a time; nothing is flashed
 */
import type {Board} from '../../boards/schema.js';
import {EnvironmentError} from '../errors.js';
import {boardCalled} from '../locate/catalogue.js';
import {boardNamed, type Located, locate} from '../locate/locate.js';
import type {Device} from '../serial/device.js';
import {portName, portText} from '../serial/port-name.js';
import type {TargetName} from '../target/target-name.js';
import {emulatedHello, emulatorPath, machineOf} from './emulated.js';
import {type FlashWorld, flash, greet, locateAgain, mustBeFlashed} from './flasher.js';
import {builtImage, type Image, imageFor} from './image.js';
import {Deadline, type Phase, type Step} from './phases.js';
import {openPort} from './world.js';

/** What the tests are to know when their turn comes. */
export interface Found {
	/** PORT:BAUD of a board that was found. */
	port?: string;
}

export interface StepsOptions {
	readonly world: FlashWorld;
	/** An image other than the one that was built here. */
	readonly image?: string;
	/** Whether the firmware is built, for `sim`. */
	readonly hasFirmware: () => boolean;
	/** Filled in by the steps. */
	readonly found: Found;
}

/** All steps but `run`. UsageErrors of target and image come from here, before anything is begun. */
export function stepsFor(target: TargetName, options: StepsOptions): Step[] {
	switch (target.kind) {
		case 'sim':
			return [step('resolve', async () => firmware(options.hasFirmware()))];
		case 'qemu':
			return emulatedSteps(boardCalled(target.name, options.world.around.boards), options);
		case 'board':
			return boardSteps(target.name, options);
		case 'serial':
			return portSteps(target.port, options.found);
	}
}

function firmware(isBuilt: boolean): string {
	if (isBuilt) return 'node.wasm';
	throw new EnvironmentError('the firmware is not built', {hint: 'npm run build'});
}

function emulatedSteps(board: Board, {image: file}: StepsOptions): Step[] {
	const machine = machineOf(board);
	const image = given(board, file);
	return [
		step('resolve', async () => {
			emulatorPath();
			return `${machine} in QEMU, ${imageText(image())}`;
		}),
		step('hello', async () => told(await emulatedHello(board, image(), Deadline.hello))),
	];
}

function boardSteps(name: string, {world, image: file, found}: StepsOptions): Step[] {
	const {board} = boardNamed({name}, world.around);
	mustBeFlashed(board);
	const image = given(board, file);
	let located: Located;
	return [
		step('resolve', async () => {
			located = locate({name}, {...world.around, ports: await world.ports()});
			return `${board.id} sn ${located.sn ?? 'unknown'} at ${located.path}, ${imageText(image())}`;
		}),
		step('flash', async signal => {
			await flash(world, located, {image: image(), signal});
			return `${board.flash?.tool}, ${imageText(image())}`;
		}),
		step('boot', async signal => {
			located = await locateAgain(world, located, signal);
			found.port = portText(located);
			return located.path;
		}),
		step('hello', async () => told(await greet(world, located, image().buildId))),
	];
}

function portSteps(port: string, found: Found): Step[] {
	const name = portName(port);
	return [
		step('resolve', async () => {
			found.port = port;
			return name.path;
		}),
		step('hello', async () => {
			const line = await openPort(name);
			try {
				return told(await line.ready(Deadline.hello));
			} finally {
				await line.close();
			}
		}),
	];
}

/** The image that the user named is read at once; the built one when it is needed. */
function given(board: Board, file: string | undefined): () => Image {
	if (file === undefined) return () => builtImage(board);
	const image = imageFor(board, file);
	return () => image;
}

/** The margin lets a wait within a step end by its own, better words. */
const MARGIN_MS = 1000;

function step(phase: Phase, run: Step['run']): Step {
	return {phase, deadlineMs: Deadline[phase] + MARGIN_MS, run};
}

function imageText({buildId}: Image): string {
	return buildId === undefined ? 'a build that is not known' : `build ${buildId}`;
}

function told({boardId, buildId, proto}: Device): string {
	return `${boardId}, build ${buildId}, proto ${proto}`;
}
