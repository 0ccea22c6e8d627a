/*
 * For tests over targets: the image that QEMU wants, built once for each name; and why there can
 * be none here. Tests that run at the same time need names of their own.
 */
import {qemuMissing} from '../harness/serial/qemu.js';
import {boardWithFirmware} from '../harness/target/board-facts.js';
import {openTarget, type Target, type TargetOptions} from '../harness/target/target.js';
import {buildImage, compilerMissing} from './board-image.js';
import {type CModule, moduleAsC} from './wasm-to-c.js';

/** Why there are no emulated boards here, or undefined. Under CI=true that is an error instead. */
export async function emulationMissing(): Promise<string | undefined> {
	return (await compilerMissing()) ?? qemuMissing();
}

export class TargetImages {
	readonly #name: string;
	#module: Promise<CModule> | undefined;
	readonly #images = new Map<string, Promise<string>>();

	/** Images in folders that are called `name`. */
	constructor(name: string) {
		this.#name = name;
	}

	/** The target called `name`; of `qemu:BOARD` with an image of the firmware as it is. */
	async open(name: string, options: TargetOptions & {checks?: boolean} = {}): Promise<Target> {
		const {checks = false, ...rest} = options;
		const [, board] = /^qemu:([^@]+)/.exec(name) ?? [];
		if (board === undefined) return await openTarget(name, rest);
		return await openTarget(name, {...rest, image: await this.imageOf(board, checks)});
	}

	/** The ELF file for `board`; with `checks`, one that traps at a stray access. */
	imageOf(board: string, checks = false): Promise<string> {
		const key = `${board} ${checks}`;
		const image = this.#images.get(key) ?? this.#build(board, checks);
		this.#images.set(key, image);
		return image;
	}

	async #build(board: string, checks: boolean): Promise<string> {
		this.#module ??= moduleAsC('firmware/node.ts', this.#name);
		return (await buildImage(boardWithFirmware(board), await this.#module, {checks})).elf;
	}
}
