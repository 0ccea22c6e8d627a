/* The suite over real sockets, before the program, with a real broker behind it. */
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {Mosquitto, mosquittoMissing} from '../../broker/mosquitto.js';
import {UsageError} from '../../errors.js';
import {defaults} from '../../gateway/options.js';
import {judgeGateway} from '../suite.js';
import {UdpGateways} from './udp-gateway.js';

/** The gateway's clock runs so much faster than the wall's. */
const SCALE = 20;
/** What the whole suite may take on the wall. */
const RUN_MS_MAX = 45_000;
const MAIN = fileURLToPath(new URL('../../main.js', import.meta.url));
const HASTEN = new URL('hasten.js', import.meta.url).href;
const PREDEFINED = {topicId: 1, topicName: 'conformance/udp'};
/** How the program is set up where its command line does not say otherwise. */
const FACTS = {
	gwId: 1,
	discovery: true,
	tretryMs: defaults.tretryMs,
	nretry: defaults.nretry,
	twaitMs: defaults.twaitMs,
};

const folder = mkdtempSync(path.join(tmpdir(), 'conformance-'));
const predefinedFile = path.join(folder, 'predefined.yaml');
writeFileSync(predefinedFile, `${PREDEFINED.topicId}: ${PREDEFINED.topicName}\n`);
test.after.always(() => rmSync(folder, {recursive: true}));

for (const mode of ['transparent', 'aggregating'] as const) {
	test.serial(`motebench gateway, ${mode}, fails no case, and is judged within 45 s`, async t => {
		if (hasNoBroker(t)) return;
		const mosquitto = await Mosquitto.start();
		const gateway = await HastenedGateway.start(mosquitto.url, mode);
		const gateways = new UdpGateways({
			gateway: gateway.address,
			brokerUrl: mosquitto.url,
			scale: SCALE,
			predefined: PREDEFINED,
			facts: FACTS,
		});
		t.teardown(async () => {
			await gateways.close();
			await gateway.close();
			await mosquitto.stop();
		});
		await gateways.start();
		const startMs = performance.now();
		const results = await judgeGateway(async () => gateways.corner(), {parallel: 64});
		t.true(performance.now() - startMs < RUN_MS_MAX);
		// A busy machine is late at twenty times its speed: what fails beside 63 others is judged alone.
		const alone = results
			.filter(({verdict}) => verdict === 'fail')
			.map(({id}) => judgeGateway(async () => gateways.corner(), {only: id}));
		const failed = (await Promise.all(alone)).flat().filter(({verdict}) => verdict === 'fail');
		t.deepEqual(
			failed.map(({id, reason, octets}) => ({id, reason, octets})),
			[],
		);
		const judged = results.filter(({verdict}) => verdict !== 'not supported');
		t.true(judged.length > 320, `${judged.length} judged`);
	});
}

test('a gateway that is not there fails, and says nothing else', async t => {
	if (hasNoBroker(t)) return;
	const mosquitto = await Mosquitto.start();
	const gateways = new UdpGateways({
		gateway: '127.0.0.1:9',
		brokerUrl: mosquitto.url,
		scale: 100,
	});
	t.teardown(async () => {
		await gateways.close();
		await mosquitto.stop();
	});
	await gateways.start();
	const [result] = await judgeGateway(async () => gateways.corner(), {only: 'GW-LIF-11'});
	t.is(result!.verdict, 'fail');
	t.regex(result!.reason!, /^no CONNACK /);
});

test('an address that is none is a mistake of the user', t => {
	const options = {gateway: 'here', brokerUrl: 'mqtt://127.0.0.1:1883', scale: 1};
	t.throws(() => new UdpGateways(options), {instanceOf: UsageError});
});

function hasNoBroker(t: ExecutionContext): boolean {
	const missing = mosquittoMissing();
	if (missing === undefined) return false;
	t.log(`skipped: ${missing}`);
	t.pass();
	return true;
}

/** `motebench gateway`, its clock faster than the wall's. */
class HastenedGateway {
	readonly address: string;
	readonly #child: ChildProcess;

	private constructor(child: ChildProcess, address: string) {
		this.#child = child;
		this.address = address;
	}

	static async start(brokerUrl: string, mode: string): Promise<HastenedGateway> {
		const verb = ['gateway', '--udp', '127.0.0.1:0', '--broker', brokerUrl, '--mode', mode];
		verb.push('--security', 'off');
		const args = ['--import', HASTEN, MAIN, ...verb, '--predefined', predefinedFile];
		const child = spawn(process.execPath, args, {
			env: {...process.env, CLOCK_SCALE: `${SCALE}`},
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		for await (const line of createInterface({input: child.stderr})) {
			const [, address] = /\budp=(\S+)/.exec(line) ?? [];
			if (address !== undefined) return new HastenedGateway(child, address);
		}
		throw new Error('the gateway ended');
	}

	async close(): Promise<void> {
		const ended = once(this.#child, 'exit');
		this.#child.kill('SIGTERM');
		await ended;
	}
}
