/*
 * Writes docs/conformance.md: what the suite finds of our own gateway and client, clause by
 * clause.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {documentOf} from '../harness/conformance/document.js';
import {judgeClient, judgeGateway} from '../harness/conformance/suite.js';
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
writeFileSync(new URL('docs/conformance.md', ROOT), documentOf(judged));
