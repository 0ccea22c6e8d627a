/*
 * Who wants a topic, and at which QoS: MQTT 3.1.1, 4.7. A tree of levels, so that a message costs
 * as many steps as its topic has levels and wildcards on the way, however many filters there are.
 *
 *   a/+/c   a/#        root -- a -- + -- c   taker
 *                                \- #        taker
 *
 * Knows neither links nor clients. Only valid filters may come in.
 */
import type {Qos} from '../broker/port.js';

interface Level<Taker> {
	readonly next: Map<string, Level<Taker>>;
	readonly takers: Map<Taker, Qos>;
}

const ONE = '+';
const REST = '#';

export class Filters<Taker> {
	readonly #root: Level<Taker> = fresh();

	/** Adds `taker` at `qos`, or gives it that QoS. */
	add(filter: string, taker: Taker, qos: Qos): void {
		let level = this.#root;
		for (const name of filter.split('/')) {
			let next = level.next.get(name);
			if (next === undefined) {
				next = fresh();
				level.next.set(name, next);
			}
			level = next;
		}
		level.takers.set(taker, qos);
	}

	/** Removes `taker`, and what nobody needs any more. */
	delete(filter: string, taker: Taker): void {
		prune(this.#root, filter.split('/'), 0, taker);
	}

	/** The highest QoS of all who have this very filter; undefined where nobody has. */
	qosOf(filter: string): Qos | undefined {
		let level: Level<Taker> | undefined = this.#root;
		for (const name of filter.split('/')) level = level?.next.get(name);
		if (level === undefined || level.takers.size === 0) return undefined;
		return Math.max(...level.takers.values()) as Qos;
	}

	/** Everybody with a filter that `topicName` matches, each once and at the highest QoS. */
	of(topicName: string): Map<Taker, Qos> {
		const found = new Map<Taker, Qos>();
		collect(this.#root, topicName.split('/'), 0, found);
		return found;
	}
}

/** Whether `filter` has `topicName` among its topics. */
export function matches(filter: string, topicName: string): boolean {
	const filters = new Filters<true>();
	filters.add(filter, true, 0);
	return filters.of(topicName).size === 1;
}

function fresh<Taker>(): Level<Taker> {
	return {next: new Map(), takers: new Map()};
}

function collect<Taker>(
	level: Level<Taker>,
	names: readonly string[],
	depth: number,
	found: Map<Taker, Qos>,
): void {
	// [MQTT-4.7.2-1]: wildcards do not reach into topics of the broker's own.
	const wild = depth > 0 || !names[0]!.startsWith('$');
	if (wild) take(level.next.get(REST), found);
	if (depth === names.length) {
		take(level, found);
		return;
	}
	const named = level.next.get(names[depth]!);
	if (named !== undefined) collect(named, names, depth + 1, found);
	const any = wild ? level.next.get(ONE) : undefined;
	if (any !== undefined) collect(any, names, depth + 1, found);
}

function take<Taker>(level: Level<Taker> | undefined, found: Map<Taker, Qos>): void {
	for (const [taker, qos] of level?.takers ?? []) {
		const before = found.get(taker);
		if (before === undefined || before < qos) found.set(taker, qos);
	}
}

/** Returns whether `level` is empty now. */
function prune<Taker>(
	level: Level<Taker>,
	names: readonly string[],
	depth: number,
	taker: Taker,
): boolean {
	if (depth === names.length) {
		level.takers.delete(taker);
	} else {
		const next = level.next.get(names[depth]!);
		const emptied = next !== undefined && prune(next, names, depth + 1, taker);
		if (emptied) level.next.delete(names[depth]!);
	}
	return level.next.size === 0 && level.takers.size === 0;
}
