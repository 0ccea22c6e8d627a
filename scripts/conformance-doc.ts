/*
 * Writes docs/conformance.md: what the suite finds of our own gateway and client, clause by
 * clause, and of the client case by case on each kind of target. It needs the images of the boards.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import type {Result} from '../harness/conformance/case.js';
import {documentOf} from '../harness/conformance/document.js';
import {judgeClient, judgeGateway} from '../harness/conformance/suite.js';
import {BoardPool} from '../harness/conformance/targets/board-pool.js';
import {InProcessGateway} from '../harness/conformance/targets/in-process-gateway.js';
import {SimulatedClient} from '../harness/conformance/targets/simulated-client.js';

const ROOT = new URL('../../', import.meta.url);

const module = new WebAssembly.Module(readFileSync(new URL('build/node.wasm', ROOT)));
const aggregating = {options: {mode: 'aggregating'}} as const;
const judged = [
	{
		subject: 'The gateway, transparent',
		results: await judgeGateway(async () => new InProcessGateway()),
	},
	{
		subject: 'The gateway, aggregating',
		results: await judgeGateway(async () => new InProcessGateway(aggregating)),
	},
	{
		subject: 'The client, simulated',
		results: await judgeClient(async task => new SimulatedClient(module, task)),
	},
];
const targets: {subject: string; results: readonly Result[]}[] = [
	{subject: 'sim', results: judged.at(-1)!.results},
];
for (const name of ['qemu:microbit', 'qemu:lm3s6965evb']) {
	const pool = await BoardPool.open(name);
	try {
		targets.push({subject: name, results: await pool.judge()});
	} finally {
		await pool.close();
	}
}

writeFileSync(new URL('docs/conformance.md', ROOT), documentOf(judged, targets));
