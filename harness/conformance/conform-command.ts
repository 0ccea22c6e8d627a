/*
 * motebench conform: the suite before a gateway or a client, ours or anybody's. What is judged
 * goes to standard output, as a table or with --json as one object.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {Command, InvalidArgumentError, Option} from 'commander';
import {EnvironmentError, UsageError} from '../errors.js';
import type {Result} from './case.js';
import type {Task} from './client-target.js';
import {type Proof, selftest} from './mutants/selftest.js';
import {junitOf} from './report-junit.js';
import {textOf} from './report-text.js';
import {type Choice, judgeClient, judgeGateway} from './suite.js';
import {InProcessGateway} from './targets/in-process-gateway.js';
import {SimulatedClient} from './targets/simulated-client.js';
import {UdpGateways} from './targets/udp-gateway.js';

interface Reported {
	readonly json?: boolean;
	readonly junit?: string;
	readonly only?: string;
}

interface GatewayOptions extends Reported {
	readonly udp?: string;
	readonly broker?: string;
	readonly scale: number;
	readonly parallel: number;
	readonly mode: (typeof MODES)[number];
	readonly predefined?: {readonly topicId: number; readonly topicName: string};
}

interface ClientOptions extends Reported {
	readonly sim?: boolean;
}

const MODES = ['transparent', 'aggregating'] as const;
const MODULE = new URL('../../node.wasm', import.meta.url);

const EXAMPLES = `
Examples:
  motebench conform gateway
  motebench conform gateway --udp 127.0.0.1:1884 --broker mqtt://127.0.0.1:1883
  motebench conform client --sim --only CL-PUB --json
  motebench conform --selftest

Exit code: 0 nothing failed, 1 a case failed, 2 a mistake in the command, 3 no broker or no firmware.`;

/** Adds the verb to `program`; `exit` takes the exit code of a run that came to an end. */
export function addConform(program: Command, exit: (code: number) => void): void {
	const verb = program
		.command('conform')
		.description('hold a gateway or a client against MQTT-SN 1.2, clause by clause')
		.option('--selftest', 'hold the suite against mutants of our own gateway and client')
		.addHelpText('after', EXAMPLES)
		.action(async (options: {readonly selftest?: boolean}) => {
			if (options.selftest !== true) throw new UsageError('conform what? gateway, or client');
			exit(reportProofs(await selftest(builtModule())));
		});
	verb.addCommand(
		reported(new Command('gateway'))
			.description('play clients before a gateway; without --udp before our own, in this process')
			.option('--udp <host:port>', 'where the gateway is')
			.option('--broker <url>', 'the broker behind it: mqtt://HOST:PORT')
			.option('--scale <factor>', 'the clock of the gateway runs so much faster', positive, 1)
			.option('--parallel <n>', 'so many cases at a time, with --udp', whole, 16)
			.addOption(new Option('--mode <mode>', 'of our own gateway').choices(MODES).default(MODES[0]))
			.option('--predefined <id=name>', 'a predefined topic that it knows', predefined)
			.action(async (options: GatewayOptions) => exit(await conformGateway(options))),
	);
	verb.addCommand(
		reported(new Command('client'))
			.description('play gateways before a client')
			.option('--sim', 'the firmware as it is built, in virtual time')
			.action(async (options: ClientOptions) => exit(await conformClient(options))),
	);
}

/** The firmware as it is built; an EnvironmentError where it is not. */
export function builtModule(): WebAssembly.Module {
	try {
		return new WebAssembly.Module(readFileSync(MODULE));
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		throw new EnvironmentError('the firmware is not built', {
			hint: 'run npm run build',
			cause: error,
		});
	}
}

async function conformGateway(options: GatewayOptions): Promise<number> {
	const {udp, broker, scale, parallel, mode, only, predefined: topic} = options;
	if (udp === undefined) {
		const ours = async () => new InProcessGateway({options: {mode}});
		const results = await judgeGateway(ours, {...chosenBy(only)});
		return report(`gateway ${mode}`, results, options);
	}
	if (broker === undefined) throw new UsageError('--udp needs --broker URL');
	const gateways = new UdpGateways({
		gateway: udp,
		brokerUrl: broker,
		scale,
		...(topic && {predefined: topic}),
	});
	await gateways.start();
	try {
		const choice = {...chosenBy(only), parallel};
		const results = await judgeGateway(async () => gateways.corner(), choice);
		return report(`gateway ${udp}`, results, options);
	} finally {
		await gateways.close();
	}
}

async function conformClient(options: ClientOptions): Promise<number> {
	if (options.sim !== true) throw new UsageError('which client? --sim is the one that is built');
	const module = builtModule();
	const start = async (task: Task) => new SimulatedClient(module, task);
	const results = await judgeClient(start, chosenBy(options.only));
	return report('client', results, options);
}

function report(subject: string, results: readonly Result[], options: Reported): number {
	if (results.length === 0) throw new UsageError(`no case begins with ${options.only}`);
	if (options.junit !== undefined) writeFileSync(options.junit, junitOf(subject, results));
	if (options.json) console.log(JSON.stringify({cases: results}, undefined, '\t'));
	else console.log(textOf(results));
	return results.some(({verdict}) => verdict === 'fail') ? 1 : 0;
}

function reportProofs(proofs: readonly Proof[]): number {
	for (const {mutant, caughtBy, outcome, reason = ''} of proofs) {
		console.log(`${outcome.padEnd(9)} ${caughtBy.padEnd(11)} ${mutant}: ${reason}`);
	}
	const caught = proofs.filter(({outcome}) => outcome === 'caught').length;
	console.log(`${caught} of ${proofs.length} mutants caught`);
	return caught === proofs.length ? 0 : 1;
}

function reported(command: Command): Command {
	return command
		.option('--only <id>', 'only cases whose id begins so, such as GW-PUB')
		.option('--json', 'print the results as one JSON object')
		.option('--junit <file>', 'write them as JUnit XML too');
}

function chosenBy(only: string | undefined): Choice {
	return only === undefined ? {} : {only};
}

function whole(text: string): number {
	const value = Number(text);
	if (/^\d+$/.test(text) && value >= 1) return value;
	throw new InvalidArgumentError('Expected a whole number from 1.');
}

function positive(text: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new InvalidArgumentError('Expected a number above 0.');
}

function predefined(text: string): {topicId: number; topicName: string} {
	const [, id, topicName] = /^(\d+)=(.+)$/.exec(text) ?? [];
	if (id === undefined || topicName === undefined || Number(id) > 0xfffe || Number(id) < 1) {
		throw new InvalidArgumentError('Expected TOPICID=NAME, such as 1=a/b.');
	}
	return {topicId: Number(id), topicName};
}
