/*
 * motebench conform: the suite before a gateway or a client, ours or anybody's. What is judged
 * goes to standard output, as a table or with --json as one object.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {Command, InvalidArgumentError, Option} from 'commander';
import {commandWithout} from '../again.js';
import {cannotWrite, EnvironmentError, UsageError} from '../errors.js';
import {TARGET_NAMES} from '../target/target.js';
import {SerialBoard} from '../transport/serial.js';
import {hostPort} from '../transport/udp-address.js';
import type {Result} from './case.js';
import type {Task} from './client-target.js';
import {gatewayFactsIn} from './gateway-facts.js';
import {type Proof, selftest} from './mutants/selftest.js';
import {htmlOf} from './report-html.js';
import {junitOf} from './report-junit.js';
import {textOf} from './report-text.js';
import {type Choice, judgeClient, judgeGateway} from './suite.js';
import {BoardPool} from './targets/board-pool.js';
import {launchCommand} from './targets/control-command.js';
import {InProcessGateway} from './targets/in-process-gateway.js';
import {startSerialClient} from './targets/serial-client.js';
import {SimulatedClient} from './targets/simulated-client.js';
import {startUdpClient} from './targets/udp-clients.js';
import {UdpGateways} from './targets/udp-gateway.js';

interface Reported {
	readonly json?: boolean;
	readonly junit?: string;
	readonly html?: string;
	readonly only?: string;
}

interface GatewayOptions extends Reported {
	readonly udp?: string;
	readonly broker?: string;
	readonly scale: number;
	readonly parallel: number;
	readonly mode: (typeof MODES)[number];
	readonly predefined?: {readonly topicId: number; readonly topicName: string};
	readonly facts?: string;
}

interface ClientOptions extends Reported {
	readonly sim?: boolean;
	readonly udp?: string;
	readonly control?: string;
	readonly serial?: string;
	readonly target?: string;
	readonly scale: number;
	readonly parallel?: number;
}

const MODES = ['transparent', 'aggregating'] as const;
const PARALLEL = 16;
const MODULE = new URL('../../node.wasm', import.meta.url);

const EXAMPLES = `
Examples:
  motebench conform gateway
  motebench conform gateway --udp 127.0.0.1:1884 --broker mqtt://127.0.0.1:1883
  motebench conform client --sim --only CL-PUB --json
  motebench conform client --udp 127.0.0.1:0 --control ./start-my-client --html client.html
  motebench conform client --serial /dev/ttyACM0:115200 --only CL-JOI
  motebench conform client --target qemu:microbit
  motebench conform --selftest

Exit code: 0 nothing failed, 1 a case failed, 2 a mistake in the command, 3 no broker, no firmware,
a port or a control command that is of no use, or a file that cannot be written.`;

const FACTS = `
Facts let further cases be judged, all are optional:
  {"gwId": 1, "discovery": true, "tadvS": 900, "tretryMs": 10000, "nretry": 3, "twaitMs": 300000,
   "messageSizeMax": 1024, "topicsMax": 1000, "subscriptionsMax": 100, "clientsMax": 100}
  discovery   GWINFO comes to whoever asked SEARCHGW      tadvS   ADVERTISE comes to our sockets
A case that needs what is not known is "not supported", and so is one that would take more than
20 s on the wall. A program on Node runs faster with CLOCK_SCALE=20 in its environment and
--import of motebench's build/harness/conformance/targets/hasten.js: then say --scale 20.`;

const CONTROL = `
The control command is run by a shell for each case, and is given one line of JSON:
  {"task": {"does": "publish", "topic": "normal", "qos": 1},
   "gateways": ["127.0.0.1:40001", "127.0.0.1:40002"], "scale": 1}
It starts a fresh client that talks to the first gateway, or looks for one by sending SEARCHGW to
each, and prints, a line of JSON each:
  {"ready": {"tretryMs": 10000, "nretry": 3, "keepAliveS": 60}}   the times of the client
  {"unsupported": "it knows no QoS 2"}                            instead, where it cannot do the task
  {"delivered": "on"}                                             each payload handed to its application
When its input ends, the client is to end. Tasks and further times:
  does    publish: one message soon after CONNACK, the next only after hours ("often": true: each
          periodMs); subscribe: to one topic, each payload is published again; fetch: subscribe, and
          sleep sleepS between fetching messages
  topic   normal, predefined, short     qos   -1, 0, 1, 2
  cleanSession  true, false             will  {"qos": 1, "retain": true}
  ready   keepAliveS tretryMs nretry tsearchgwMs twaitMs tgwinfoMs reconnectMs sleepS periodMs
          topicsMax, searches (true: it looks for gateways), gwAdd (of the first gateway, hexadecimal)
A case that needs what was not said is "not supported".`;

/** Adds the verb to `program`; `exit` takes the exit code of a run that came to an end. */
export function addConform(program: Command, exit: (code: number) => void): void {
	const verb = program
		.command('conform')
		.description('hold a gateway or a client against MQTT-SN 1.2, clause by clause')
		.option('--selftest', 'hold the suite against mutants of our own gateway and client')
		.addHelpText('afterAll', EXAMPLES)
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
			.option('--parallel <n>', 'so many cases at a time, with --udp', whole, PARALLEL)
			.addOption(new Option('--mode <mode>', 'of our own gateway').choices(MODES).default(MODES[0]))
			.option('--predefined <id=name>', 'a predefined topic that it knows', predefined)
			.option('--facts <file>', 'what else is known of its settings, as JSON')
			.addHelpText('after', FACTS)
			.action(async (options: GatewayOptions) => exit(await conformGateway(options))),
	);
	verb.addCommand(
		reported(new Command('client'))
			.description('play gateways before a client')
			.option('--sim', 'the firmware as it is built, in virtual time')
			.option('--udp <host:port>', 'where the suite plays its gateways; port 0: any, for each case')
			.option('--control <cmd>', 'with --udp: starts the client, once a case')
			.option('--serial <port[:baud]>', 'our firmware on the board at this port, or unix:PATH')
			.option('--target <name>', `our firmware, wherever it runs: ${TARGET_NAMES}`)
			.option('--scale <factor>', 'the clock of the client runs so much faster', positive, 1)
			.option('--parallel <n>', 'so many cases at a time; 16 with port 0, else 1', whole)
			.addHelpText('after', CONTROL)
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
	const {udp, broker, scale, parallel, mode, only, predefined: topic, facts} = options;
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
		...(facts !== undefined && {facts: gatewayFactsIn(facts)}),
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
	const {sim, udp, target, only} = options;
	if (udp !== undefined) return await conformUdpClient(udp, options);
	if (target !== undefined && target !== 'sim') return await conformTarget(target, options);
	if (options.serial !== undefined) return await conformBoard(options.serial, options);
	if (sim !== true && target === undefined) {
		throw new UsageError(
			'which client? --udp HOST:PORT, --serial PORT, --target NAME, or --sim for our own',
		);
	}
	const module = builtModule();
	const start = async (task: Task) => new SimulatedClient(module, task);
	const results = await judgeClient(start, chosenBy(only));
	return report('client', results, options);
}

async function conformUdpClient(udp: string, options: ClientOptions): Promise<number> {
	const {control, scale, only} = options;
	if (control === undefined) throw new UsageError('--udp needs --control CMD');
	const listen = hostPort(udp);
	const parallel = options.parallel ?? (listen.port === 0 ? PARALLEL : 1);
	if (parallel > 1 && listen.port !== 0) throw new UsageError('--parallel needs port 0');
	const client = {listen, scale, launch: launchCommand(control)};
	const start = (task: Task) => startUdpClient(client, task);
	const results = await judgeClient(start, {...chosenBy(only), parallel});
	return report(`client ${udp}`, results, options);
}

async function conformTarget(name: string, options: ClientOptions): Promise<number> {
	const pool = await BoardPool.open(name);
	try {
		return report(`client ${name}`, await pool.judge(options.only), options);
	} finally {
		await pool.close();
	}
}

async function conformBoard(port: string, options: ClientOptions): Promise<number> {
	if (options.parallel !== undefined && options.parallel > 1) {
		throw new UsageError('--serial has one board: one case at a time');
	}
	const board = await SerialBoard.open({port});
	try {
		const start = (task: Task) => startSerialClient(board, options.scale, task);
		const results = await judgeClient(start, chosenBy(options.only));
		return report(`client ${port}`, results, options);
	} finally {
		await board.close();
	}
}

function report(subject: string, results: readonly Result[], options: Reported): number {
	if (results.length === 0) throw new UsageError(`no case begins with ${options.only}`);
	if (options.junit !== undefined) write(options.junit, junitOf(subject, results));
	if (options.html !== undefined) write(options.html, htmlOf(subject, results));
	if (options.json) console.log(JSON.stringify({cases: results}, undefined, '\t'));
	else console.log([textOf(results), ...againOf(results)].join('\n'));
	return results.some(({verdict}) => verdict === 'fail') ? 1 : 0;
}

function write(file: string, text: string): void {
	try {
		writeFileSync(file, text);
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

/** The command that has the first case again that failed. */
function againOf(results: readonly Result[]): string[] {
	const failed = results.find(({verdict}) => verdict === 'fail');
	if (failed === undefined) return [];
	const command = commandWithout(['--only', '--junit', '--html']);
	return [`  again: ${command} --only ${failed.id}`];
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
		.option('--junit <file>', 'write them as JUnit XML too')
		.option('--html <file>', 'write them as a page that needs no network too');
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
