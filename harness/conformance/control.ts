/*
 * The control hook: how the suite drives a client that is not ours. The user names a command; for
 * each case a shell runs it, and it talks JSON, an object a line, on its standard streams.
 *
 * What it reads is one line:
 *
 *   {"task": {"does": "publish", "topic": "normal", "qos": 1},
 *    "gateways": ["127.0.0.1:40001", "127.0.0.1:40002"], "scale": 1}
 *
 *   task       what the client is to do, as Task in client-target.ts
 *   gateways   where the suite listens. A client that looks for no gateway connects to the first;
 *              what goes to everybody (SEARCHGW, GWINFO) is to go to each
 *   scale      how much faster than the wall's the client's clock is to run
 *
 * It starts the client, fresh, without a session, and says
 *
 *   {"ready": {"tretryMs": 10000, "nretry": 3, ...}}   once, with what it knows of ClientFacts
 *   {"unsupported": "it knows no QoS 2"}               or that it cannot do this
 *   {"delivered": "on"}                                whenever its application is handed a payload
 *
 * Lines that are none of these are ignored, so a client may log there. When its input ends the
 * case is over, and the client is to end. Knows no process and no socket.
 */
import {Unsupported} from './case.js';
import type {ClientFacts, Task} from './client-target.js';

export interface Order {
	readonly task: Task;
	/** HOST:PORT each. */
	readonly gateways: readonly string[];
	readonly scale: number;
}

export type Answer =
	| {readonly ready: Partial<ClientFacts>}
	| {readonly unsupported: string}
	| {readonly delivered: string};

/** Starts a client with `order`; what it says goes to `said`. */
export type Launch = (order: Order, said: (answer: Answer) => void) => Launched;

export interface Launched {
	/** Resolves when there is no client any more: `ended with 1`. */
	readonly ended: Promise<string>;
	stop(): Promise<void>;
}

type Kind = 'number' | 'boolean' | 'string';

const KINDS: Readonly<Record<keyof ClientFacts, Kind>> = {
	searches: 'boolean',
	gwAdd: 'string',
	keepAliveS: 'number',
	tretryMs: 'number',
	nretry: 'number',
	tsearchgwMs: 'number',
	twaitMs: 'number',
	tgwinfoMs: 'number',
	reconnectMs: 'number',
	sleepS: 'number',
	periodMs: 'number',
	topicsMax: 'number',
};
const NAMES = Object.keys(KINDS) as (keyof ClientFacts)[];
/** A client of which nothing else is known is told its gateway. */
const PRESUMED: Partial<ClientFacts> = {searches: false};

/** What a line of the command says; undefined where it says nothing to the suite. */
export function answerIn(line: string): Answer | undefined {
	const {ready, unsupported, delivered} = objectIn(line);
	if (isObject(ready)) return {ready: saidFacts(ready)};
	if (typeof unsupported === 'string') return {unsupported};
	if (typeof delivered === 'string') return {delivered};
	return undefined;
}

/** `said` as facts, of which one that was not said throws Unsupported when it is read. */
export function factsOf(said: Partial<ClientFacts>): ClientFacts {
	const known = {...PRESUMED, ...said};
	const facts = {};
	for (const name of NAMES) {
		const get = () => {
			if (known[name] !== undefined) return known[name];
			throw new Unsupported(`the control command does not say its ${name}`);
		};
		Object.defineProperty(facts, name, {get, enumerable: true});
	}
	return facts as ClientFacts;
}

/** Facts of the wrong kind are left out, as if they had not been said. */
function saidFacts(ready: Record<string, unknown>): Partial<ClientFacts> {
	const fitting = NAMES.filter(name => fits(KINDS[name], ready[name]));
	return Object.fromEntries(fitting.map(name => [name, ready[name]]));
}

function fits(kind: Kind, value: unknown): boolean {
	if (kind === 'number') return Number.isFinite(value) && Number(value) > 0;
	if (kind === 'string') return /^([0-9a-f]{2})+$/i.test(String(value));
	return typeof value === kind;
}

function objectIn(line: string): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(line);
		return isObject(value) ? value : {};
	} catch (error) {
		if (error instanceof SyntaxError) return {};
		throw error;
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
