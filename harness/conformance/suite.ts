/*
 * The suite as a whole: every case for gateways before a gateway, every case for clients before
 * a client. Each case gets a target of its own, or its own corner of a shared one.
 */
import type {Family, NamedCase, Result} from './case.js';
import {clientFamilies} from './client/cases.js';
import {ClientBench} from './client-bench.js';
import type {StartClient} from './client-target.js';
import {gatewayFamilies} from './gateway/cases.js';
import {GatewayBench} from './gateway-bench.js';
import type {GatewayTarget} from './gateway-target.js';
import {runCases} from './runner.js';

export interface Choice {
	/** Only cases whose id begins so: `GW-PUB`, or `GW-PUB-07`. */
	readonly only?: string;
	/** So many cases at a time. */
	readonly parallel?: number;
	readonly judged?: (result: Result) => void;
}

/** Judges the gateway that `open` opens, once for each case. */
export async function judgeGateway(
	open: () => Promise<GatewayTarget>,
	choice: Choice = {},
): Promise<Result[]> {
	return await runCases({
		...choice,
		cases: chosen(gatewayFamilies, choice.only),
		open: async ({id}) => new GatewayBench(await open(), nameOf(id)),
	});
}

/** Judges the client that `start` starts, anew for each case. */
export async function judgeClient(start: StartClient, choice: Choice = {}): Promise<Result[]> {
	return await runCases({
		...choice,
		cases: chosen(clientFamilies, choice.only),
		open: async () => new ClientBench(start),
	});
}

/** The cases of `families` whose id begins with `only`. */
export function chosen<Bench>(
	families: readonly Family<Bench>[],
	only = '',
): readonly NamedCase<Bench>[] {
	return families.flatMap(({cases}) => cases).filter(({id}) => id.startsWith(only));
}

/** Short enough to be part of a ClientId. */
function nameOf(id: string): string {
	return id.replace(/^GW-/, '').toLowerCase();
}
