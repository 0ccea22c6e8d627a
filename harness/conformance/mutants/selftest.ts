/*
 * The suite before itself: each mutant must be caught by the case that is named, and that case
 * must pass without it. A case that fails anyway proves nothing.
 *
 *   before the mutant   before ours   outcome
 *   fail                pass          caught
 *   else                pass          missed
 *   any                 else          unproven
 */
import type {Result} from '../case.js';
import {judgeClient, judgeGateway} from '../suite.js';
import {InProcessGateway} from '../targets/in-process-gateway.js';
import {SimulatedClient} from '../targets/simulated-client.js';
import {clientMutants} from './client-mutants.js';
import {gatewayMutants} from './gateway-mutants.js';

export interface Proof {
	readonly mutant: string;
	readonly caughtBy: string;
	readonly outcome: 'caught' | 'missed' | 'unproven';
	/** How the mutant gave itself away. */
	readonly reason?: string;
}

/** Every mutant of gateway and client. */
export async function selftest(module: WebAssembly.Module): Promise<Proof[]> {
	const proofs: Proof[] = [];
	for (const {name, caughtBy, alter} of gatewayMutants) {
		const judge = async (altered: boolean) =>
			await judgeGateway(async () => new InProcessGateway(altered ? alter() : {}), {
				only: caughtBy,
			});
		proofs.push(await proofOf(`gateway ${name}`, caughtBy, judge));
	}
	for (const {name, caughtBy, alter} of clientMutants) {
		const judge = async (altered: boolean) =>
			await judgeClient(async task => new SimulatedClient(module, task, altered ? alter() : {}), {
				only: caughtBy,
			});
		proofs.push(await proofOf(`client ${name}`, caughtBy, judge));
	}
	return proofs;
}

async function proofOf(
	mutant: string,
	caughtBy: string,
	judge: (altered: boolean) => Promise<Result[]>,
): Promise<Proof> {
	const [ours] = await judge(false);
	const [its] = await judge(true);
	if (ours === undefined || its === undefined) throw new RangeError(`no case ${caughtBy}`);
	if (ours.verdict === 'fail' || ours.verdict === 'not supported') {
		return {mutant, caughtBy, outcome: 'unproven'};
	}
	const outcome = its.verdict === 'fail' ? 'caught' : 'missed';
	return {mutant, caughtBy, outcome, ...(its.reason !== undefined && {reason: its.reason})};
}
