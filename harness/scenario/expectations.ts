/*
 * What a scenario expects, as a sentence of three words:
 *
 *   figure         relation        bound
 *   latency.p95    <=              2s
 *   delivery       >=              99%  or  0.99
 *   traps          ==              0
 *
 * A figure that was not measured, such as a latency when nothing arrived, meets no expectation.
 * Knows no simulation: figures come as numbers.
 */
import {nearest} from '../yaml/nearest.js';

export type Unit = 'count' | 'ratio' | 'ms' | 'years';

/** Every figure an expectation may name, and the unit it has. */
export const FIGURES = {
	delivery: 'ratio',
	published: 'count',
	delivered: 'count',
	duplicates: 'count',
	'delivery.healed': 'ratio',
	'delivery.repeatedAtQos2': 'count',
	'nodes.unserved': 'count',
	'hops.mean': 'count',
	'hops.max': 'count',
	'latency.p50': 'ms',
	'latency.p95': 'ms',
	'latency.p99': 'ms',
	'latency.max': 'ms',
	collisions: 'count',
	retries: 'count',
	channelAccessFailures: 'count',
	traps: 'count',
	'gateways.share': 'ratio',
	'commands.answered': 'ratio',
	'commands.received': 'ratio',
	'commands.repeated': 'count',
	'commands.repeatedAtQos2': 'count',
	'commands.p50': 'ms',
	'commands.p95': 'ms',
	'commands.p99': 'ms',
	'commands.max': 'ms',
	'lifetime.shortest': 'years',
	'lifetime.median': 'years',
	'keys.joined': 'count',
	'keys.rekeyed': 'count',
	'keys.refused': 'count',
	'keys.proved': 'count',
	'keys.suspects': 'count',
	'keys.revoked': 'count',
	'nonces.repeated': 'count',
	'secrets.leaked': 'count',
	'attack.sent': 'count',
	'attack.delivered': 'count',
	'guard.replays': 'count',
	'guard.badTags': 'count',
	'guard.malformed': 'count',
	'guard.plaintextRefused': 'count',
	'guard.unknownSessions': 'count',
	'guard.groupFramesRefused': 'count',
	'guard.hellosRefused': 'count',
	'guard.foreignClientIds': 'count',
} as const satisfies Record<string, Unit>;

export type FigureName = keyof typeof FIGURES;

/** What a run measured; a figure that is not there was not measured. */
export type Figures = Readonly<Partial<Record<FigureName, number>>>;

type Relation = '<=' | '>=' | '==' | '<' | '>';

export interface Expectation {
	/** As it stands in the scenario. */
	readonly text: string;
	readonly figure: FigureName;
	readonly relation: Relation;
	/** In the unit of the figure. */
	readonly bound: number;
}

export interface Outcome {
	readonly text: string;
	/** Null where the figure was not measured. */
	readonly observed: number | null;
	readonly unit: Unit;
	readonly passed: boolean;
}

const SENTENCE = /^([\w.]+)\s*(<=|>=|==|<|>)\s*(\d+(?:\.\d+)?)\s*(ms|s|y|%)?$/;

/** How a written bound becomes one in the figure's unit; a figure takes only these units. */
const BOUNDS: Record<Unit, Record<string, (bound: number) => number>> = {
	count: {'': bound => bound},
	ratio: {'': bound => bound, '%': bound => bound / 100},
	ms: {ms: bound => bound, s: bound => bound * 1000},
	years: {y: bound => bound},
};

/** Reads an expectation, or says in words what was expected in its place. */
export function parseExpectation(text: string): Expectation | string {
	const parts = SENTENCE.exec(text.trim());
	if (parts === null) return 'a figure, a relation and a bound, such as latency.p95 <= 2s';
	const [, figure = '', relation, bound, unit = ''] = parts;
	if (!isFigure(figure)) return anyFigure(figure);
	const convert = BOUNDS[FIGURES[figure]][unit];
	if (convert === undefined) return boundOf(figure);
	const inUnit = convert(Number(bound));
	return {text: text.trim(), figure, relation: relation as Relation, bound: inUnit};
}

/** Holds an expectation against what was measured. */
export function evaluate({text, figure, relation, bound}: Expectation, figures: Figures): Outcome {
	const observed = figures[figure] ?? Number.NaN;
	const measured = Number.isFinite(observed);
	return {
		text,
		observed: measured ? observed : null,
		unit: FIGURES[figure],
		passed: measured && holds(observed, relation, bound),
	};
}

function holds(observed: number, relation: Relation, bound: number): boolean {
	switch (relation) {
		case '<=':
			return observed <= bound;
		case '>=':
			return observed >= bound;
		case '==':
			return observed === bound;
		case '<':
			return observed < bound;
		case '>':
			return observed > bound;
	}
}

function isFigure(name: string): name is FigureName {
	return Object.hasOwn(FIGURES, name);
}

function anyFigure(name: string): string {
	const names = Object.keys(FIGURES);
	const meant = nearest(name, names);
	const question = meant === undefined ? '' : `; did you mean ${meant}?`;
	return `one of the figures ${names.join(', ')}${question}`;
}

function boundOf(figure: FigureName): string {
	const bounds = {
		count: 'a plain number',
		ratio: 'a ratio or per cent',
		ms: 'a time in ms or s',
		years: 'years, such as 10y,',
	};
	return `${bounds[FIGURES[figure]]} as the bound of ${figure}`;
}
