/*
 * What is known of the settings of a gateway that is not ours, from a file that whoever has set
 * it up writes:
 *
 *   {"gwId": 1, "discovery": true, "tretryMs": 10000, "nretry": 3, "topicsMax": 1000}
 *
 * All of it is optional, and each fact lets further cases be judged: GatewayFacts in
 * gateway-target.ts.
 */
import {readFileSync} from 'node:fs';
import {UsageError} from '../errors.js';
import type {GatewayFacts} from './gateway-target.js';

export type SaidFacts = Partial<Omit<GatewayFacts, 'predefined'>>;

const KINDS: Readonly<Record<keyof SaidFacts, 'number' | 'boolean'>> = {
	gwId: 'number',
	tadvS: 'number',
	discovery: 'boolean',
	tretryMs: 'number',
	nretry: 'number',
	twaitMs: 'number',
	messageSizeMax: 'number',
	topicsMax: 'number',
	subscriptionsMax: 'number',
	clientsMax: 'number',
};

/** Reads `file`; a UsageError where it cannot be read or says something else than facts. */
export function gatewayFactsIn(file: string): SaidFacts {
	const facts = objectIn(file);
	for (const [name, value] of Object.entries(facts)) {
		if (!Object.hasOwn(KINDS, name)) {
			throw new UsageError(`${file}: no fact is called ${name}, but ${names()}`);
		}
		if (!fits(KINDS[name as keyof SaidFacts], value)) {
			throw new UsageError(`${file}: ${name} cannot be ${JSON.stringify(value)}`);
		}
	}
	return facts;
}

function objectIn(file: string): object {
	try {
		const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
	} catch (error) {
		if (!(error instanceof SyntaxError) && !isSystemError(error)) throw error;
		throw new UsageError(`${file}: ${error.message}`);
	}
	throw new UsageError(`${file} is no JSON object`);
}

/** GwId may be 0; of nothing else there can be none. */
function fits(kind: 'number' | 'boolean', value: unknown): boolean {
	return kind === 'number' ? Number.isInteger(value) && Number(value) >= 0 : typeof value === kind;
}

function names(): string {
	return Object.keys(KINDS).join(', ');
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'code' in error;
}
