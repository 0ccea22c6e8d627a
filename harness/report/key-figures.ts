/*
 * The figures by which two versions are compared: what a user of the fleet feels, and what it
 * costs. All of them hold for a message, a frame or a node, so that longer runs compare as well.
 *
 * Each knows what is good, and the smallest difference that matters: changes below it are true,
 * perhaps, and interest nobody. Without seeds to compare, luck may well be the reason for more.
 */
import type {Summary} from './summary.js';

export interface KeyFigure {
	readonly name: string;
	/** For people. */
	readonly label: string;
	readonly unit: 'ratio' | 'ms' | 'count' | 'mC' | 'uC';
	readonly better: 'higher' | 'lower';
	/** What matters with several seeds, and what does with one. */
	readonly matters: Margin;
	readonly mattersAlone: Margin;
	/** Null where it was not measured. */
	of(summary: Summary): number | null;
}

/** A difference that counts: so much, or such a part of what it is compared with. */
export interface Margin {
	readonly absolute?: number;
	readonly relative?: number;
}

/** Values by name of figure; null where there is none. */
export type KeyValues = Readonly<Record<string, number | null>>;

/** A thousandth of all messages or frames, and a hundredth. */
const SHARE = {matters: {absolute: 0.001}, mattersAlone: {absolute: 0.01}};
/** One per cent of what it was, and ten. */
const PART = {matters: {relative: 0.01}, mattersAlone: {relative: 0.1}};

export const KEY_FIGURES: readonly KeyFigure[] = [
	{
		// Who makes no message loses none: without it a fleet that is dumb would be as good as ever.
		...{name: 'published', label: 'messages made', unit: 'count', better: 'higher'},
		...PART,
		of: ({published}) => published,
	},
	{
		...{name: 'delivery', label: 'delivery', unit: 'ratio', better: 'higher'},
		...SHARE,
		of: ({deliveryRatio}) => deliveryRatio,
	},
	{
		...{name: 'latency.p50', label: 'latency p50', unit: 'ms', better: 'lower'},
		...PART,
		of: ({latencyMs}) => latencyMs?.p50 ?? null,
	},
	{
		...{name: 'latency.p95', label: 'latency p95', unit: 'ms', better: 'lower'},
		...PART,
		of: ({latencyMs}) => latencyMs?.p95 ?? null,
	},
	{
		...{name: 'duplicates', label: 'duplicates a message', unit: 'ratio', better: 'lower'},
		...SHARE,
		of: ({duplicates, published}) => over(duplicates, published),
	},
	{
		...{name: 'commands.answered', label: 'commands answered', unit: 'ratio', better: 'higher'},
		...SHARE,
		of: ({commands: {answered, sent}}) => over(answered, sent),
	},
	{
		...{name: 'commands.p95', label: 'command p95', unit: 'ms', better: 'lower'},
		...PART,
		of: ({commands: {roundTripMs}}) => roundTripMs?.p95 ?? null,
	},
	{
		...{name: 'frames', label: 'frames a message', unit: 'count', better: 'lower'},
		...PART,
		of: ({frames: {sent}, delivered}) => over(sent, delivered),
	},
	{
		...{name: 'retries', label: 'retries a frame', unit: 'ratio', better: 'lower'},
		...SHARE,
		of: ({frames: {retries, sent}}) => over(retries, sent),
	},
	{
		...{name: 'collisions', label: 'collisions a frame', unit: 'ratio', better: 'lower'},
		...SHARE,
		of: ({frames: {collided, sent}}) => over(collided, sent),
	},
	{
		...{name: 'energy.node', label: 'energy a node', unit: 'mC', better: 'lower'},
		...PART,
		of: ({energy}) => energy.perNodeMc.mean,
	},
	{
		...{name: 'energy.message', label: 'energy a message', unit: 'uC', better: 'lower'},
		...PART,
		of: ({energy}) => energy.perDeliveredUc,
	},
];

/** The key figures of a run. */
export function keyValuesOf(summary: Summary): KeyValues {
	return Object.fromEntries(KEY_FIGURES.map(({name, of}) => [name, of(summary)]));
}

function over(part: number, whole: number): number | null {
	return whole === 0 ? null : part / whole;
}
