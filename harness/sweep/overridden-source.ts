/*
 * A scenario in which a sweep has set some values: complaints about these point into the sweep's
 * file, where somebody has to change something, all others into the scenario's.
 */
import {YamlSource} from '../yaml/yaml-source.js';
import type {Raw} from './override.js';

type Path = readonly (string | number)[];

/** A value that was set: where in the scenario, and where it is written in the sweep. */
export interface Override {
	readonly path: Path;
	/** The key under `grid`. */
	readonly key: string;
	/** Which of its values. */
	readonly index: number;
}

/** Offsets in the sweep's file are told from those in the scenario's by this: 2 MiB below 0. */
const SWEEP = -(2 ** 21);

export class OverriddenSource extends YamlSource {
	override readonly value: Raw;
	readonly #overrides: readonly Override[];
	readonly #sweep: YamlSource;

	/** `value` is what `scenario` says after `overrides` were made. */
	constructor(
		scenario: {readonly text: string; readonly file: string},
		value: Raw,
		made: {readonly overrides: readonly Override[]; readonly sweep: YamlSource},
	) {
		super(scenario.text, scenario.file);
		this.value = value;
		this.#overrides = made.overrides;
		this.#sweep = made.sweep;
	}

	override offsetOf(path: Path): number {
		const made = this.#overrideOf(path);
		if (made === undefined) return super.offsetOf(path);
		return SWEEP + this.#sweep.offsetOf([...placeOf(made), ...path.slice(made.path.length)]);
	}

	override offsetOfKey(path: Path, key: string): number {
		const made = this.#overrideOf([...path, key]);
		if (made === undefined) return super.offsetOfKey(path, key);
		const inside = path.slice(made.path.length);
		if (path.length < made.path.length) return SWEEP + this.#sweep.offsetOfKey(['grid'], made.key);
		return SWEEP + this.#sweep.offsetOfKey([...placeOf(made), ...inside], key);
	}

	override placeOf(offset: number): string {
		// The parser complains through this before there is a sweep to point into.
		return offset < 0 ? this.#sweep.placeOf(offset - SWEEP) : super.placeOf(offset);
	}

	/** The override that `path` leads into, or through which it was made. */
	#overrideOf(path: Path): Override | undefined {
		return this.#overrides.find(made =>
			path.length < made.path.length
				? path.length > 0 && path.every((step, index) => step === made.path[index])
				: made.path.every((step, index) => step === path[index]),
		);
	}
}

function placeOf({key, index}: Override): Path {
	return ['grid', key, index];
}
