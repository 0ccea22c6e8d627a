import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {Mosquitto, mosquittoMissing} from './broker/mosquitto.js';

/* The command line as a user has it: the built program in a process of its own. */

test('--json prints one object, and it is what summary.json holds', async t => {
	const folder = temporary(t);
	const {code, stdout} = await motebench('run', 'smoke', '--json', '--quiet', '--out', folder);
	t.is(code, 0);
	const summary = JSON.parse(stdout);
	t.deepEqual(JSON.parse(readFileSync(path.join(folder, 'summary.json'), 'utf8')), summary);
	t.is(summary.deliveryRatio, 1);
	t.is(summary.files.trace, path.join(folder, 'trace.msgpack'));
	for (const file of Object.values<string>(summary.files)) t.true(existsSync(file), file);
	t.like(Object.keys(summary), ['scenario', 'seed', 'nodes', 'gateways', 'simulatedSeconds']);
});

test('a run without --json ends with a summary for people', async t => {
	const {code, stdout, stderr} = await motebench('run', 'smoke', '--out', temporary(t));
	t.is(code, 0);
	t.regex(stdout, /delivery +100 % +97 of 97 messages/);
	t.regex(stdout, /✔ passed/);
	t.regex(stderr, /smoke: seed 0x1, 10 nodes/);
});

test('an expectation that is not met is exit 1, with the command that has it again', async t => {
	const file = scenarioFile(t, text => text.replace('delivery == 1', 'published > 1000000'));
	const {code, stdout} = await motebench('run', file, '--seed', '7', '--out', temporary(t));
	t.is(code, 1);
	t.regex(stdout, /✘ published > 1000000/);
	t.true(stdout.includes(`again: motebench run ${file} --seed 0x7`), stdout);
});

const mistake = test.macro({
	title: (_, what: string) => `${what} is one clear line and exit 2`,
	async exec(t, _what: string, args: (t: ExecutionContext) => string[], said: RegExp) {
		const {code, stdout, stderr} = await motebench('run', ...args(t), '--out', temporary(t));
		t.is(code, 2);
		t.is(stdout, '');
		t.regex(stderr, said);
		t.notRegex(stderr, /\n\s+at /, 'a stack trace is not for users');
	},
});
const changed = (from: string | RegExp, to: string) => (t: ExecutionContext) => [
	scenarioFile(t, text => text.replace(from, to)),
];
test(
	mistake,
	'an unknown key',
	changed('duration:', 'durration:'),
	/:\d+:\d+: durration.*(did you mean|expected).*duration/s,
);
test(
	mistake,
	'a negative count',
	changed(/count: 4/, 'count: -3'),
	/:\d+:\d+: .*count is -3, expected/,
);
test(
	mistake,
	'a missing gateway',
	changed(/gateways:\n.*\n/, 'gateways: []\n'),
	/:\d+:\d+: gateways .*at least one/,
);
test(
	mistake,
	'a file that is not there',
	() => ['./nowhere.yaml'],
	/nowhere\.yaml: there is no such file/,
);
test(mistake, 'a file that is not YAML', changed('name: smoke', 'name: ['), /:\d+:\d+: /);
test(mistake, 'a misspelt scenario', () => ['greenhous'], /did you mean greenhouse\?/);
test(mistake, 'a negative seed', () => ['smoke', '--seed', '-1'], /whole number from 0/);
test(mistake, 'an unknown option', () => ['smoke', '--sed', '1'], /unknown option '--sed'/);
test(mistake, 'no duration', () => ['smoke', '--duration', 'long'], /such as 90s or 1h30m/);
test(
	mistake,
	'a broker of another kind',
	() => ['smoke', '--broker', 'http://127.0.0.1'],
	/mqtt:\/\//,
);

test('a broker that is not there is one clear line and exit 3', async t => {
	const {port, close} = await listener();
	await close();
	const url = `mqtt://127.0.0.1:${port}`;
	const {code, stderr} = await motebench('run', 'smoke', '--broker', url, '--out', temporary(t));
	t.is(code, 3);
	t.regex(stderr, new RegExp(`^motebench: no MQTT broker answers at ${url}: connection refused`));
	t.is(stderr.trim().split('\n').length, 1);
});

test('a port that something else has taken is one clear line and exit 3', async t => {
	const {port, close} = await listener();
	const url = `mqtt://user:secret@127.0.0.1:${port}`;
	const {code, stderr} = await motebench('run', 'smoke', '--broker', url, '--out', temporary(t));
	await close();
	t.is(code, 3);
	t.regex(stderr, /^motebench: no MQTT broker answers at mqtt:\/\/127\.0\.0\.1/);
	t.notRegex(stderr, /secret|\n\s+at /);
});

test('a disk that is full is the world, not a bug', async t => {
	const folder = temporary(t);
	symlinkSync('/dev/full', path.join(folder, 'trace.msgpack'));
	const {code, stderr} = await motebench('run', 'smoke', '--quiet', '--out', folder);
	t.is(code, 3);
	t.is(stderr, 'motebench: ENOSPC: no space left on device, write\n');
});

test('whoever has read enough of what is printed hears no complaint', async t => {
	const child = start(['explain']);
	child.stdout!.destroy();
	const {code, stderr} = await finished(child);
	t.deepEqual({code, stderr}, {code: 0, stderr: ''});
});

test('a folder that cannot be written is one clear line and exit 3', async t => {
	const file = path.join(temporary(t), 'file');
	writeFileSync(file, '');
	const {code, stderr} = await motebench('run', 'smoke', '--out', path.join(file, 'below'));
	t.is(code, 3);
	t.regex(stderr, /^motebench: cannot write to /);
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	test(`a run that ${signal} interrupts says so, exits 130 and has its files`, async t => {
		const folder = temporary(t);
		const child = start(['run', 'smoke', '--speed', '2', '--out', folder]);
		const ended = finished(child);
		await once(child.stderr!, 'data');
		child.kill(signal);
		const {code, stdout} = await ended;
		t.is(code, 130);
		t.regex(stdout, /interrupted/);
		t.true(JSON.parse(readFileSync(path.join(folder, 'summary.json'), 'utf8')).interrupted);
	});
}

test('what a run through mosquitto counts as delivered, an independent subscriber has had', async t => {
	const missing = mosquittoMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const mosquitto = await Mosquitto.start();
	// A retained message comes as soon as the subscription holds.
	await finished(
		spawn('mosquitto_pub', ['-p', `${mosquitto.port}`, '-r', '-t', 'ready', '-m', '1']),
	);
	const ear = spawn('mosquitto_sub', [
		'-p',
		`${mosquitto.port}`,
		'-q',
		'1',
		'-t',
		'#',
		'-F',
		'%t|%p',
	]);
	try {
		const heard = finished(ear);
		await said(ear, /^ready/);
		const args = ['run', 'smoke', '--broker', mosquitto.url, '--json', '--quiet'];
		const {code, stdout} = await motebench(...args, '--out', temporary(t));
		t.is(code, 0);
		const summary = JSON.parse(stdout);
		t.is(summary.delivered, 96);
		t.is(summary.published, 96);
		ear.kill('SIGTERM');
		const lines = (await heard).stdout.split('\n');
		const samples = lines.filter(line =>
			/^(sensor\/\w+\/sample|actuator\/\w+\/answer)\|/.test(line),
		);
		t.is(new Set(samples).size, summary.delivered);
		t.is(samples.length, summary.delivered + summary.duplicates);
	} finally {
		ear.kill('SIGTERM');
		await mosquitto.stop();
	}
});

test('the package imports itself as motebench/harness', async t => {
	const {loadScenario, simulate} = await import('motebench/harness');
	const {outcome, summary} = await simulate(loadScenario('smoke'));
	t.is(outcome.deliveries.delivered, 97);
	t.is(summary({}).deliveryRatio, 1);
});

const MAIN = fileURLToPath(new URL('main.js', import.meta.url));
const SMOKE = new URL('../../harness/scenario/scenarios/smoke.yaml', import.meta.url);

interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

function motebench(...args: string[]): Promise<Ended> {
	return finished(start(args));
}

function start(args: readonly string[]): ChildProcess {
	return spawn(process.execPath, [MAIN, ...args], {stdio: ['ignore', 'pipe', 'pipe']});
}

async function finished(child: ChildProcess): Promise<Ended> {
	const texts = {stdout: '', stderr: ''};
	child.stdout?.on('data', chunk => {
		texts.stdout += chunk;
	});
	child.stderr?.on('data', chunk => {
		texts.stderr += chunk;
	});
	const [code] = await once(child, 'close');
	return {code, ...texts};
}

async function said(child: ChildProcess, what: RegExp): Promise<void> {
	let text = '';
	for await (const chunk of child.stdout!.iterator({destroyOnReturn: false})) {
		text += chunk;
		if (what.test(text)) return;
	}
}

/** The text of smoke, changed, in a file of its own. */
function scenarioFile(t: ExecutionContext, change: (text: string) => string): string {
	const text = readFileSync(SMOKE, 'utf8');
	const mine = change(text);
	t.not(mine, text);
	const file = path.join(temporary(t), 'mine.yaml');
	writeFileSync(file, mine);
	return file;
}

function temporary(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true, force: true}));
	return folder;
}

/** Something that listens on a port of the loopback, and is no broker. */
async function listener(): Promise<{port: number; close(): Promise<unknown>}> {
	const server = createServer(socket => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
	});
	const sockets = new Set<Socket>();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const close = () => {
		for (const socket of sockets) socket.destroy();
		server.close();
		return once(server, 'close');
	};
	return {port: (server.address() as AddressInfo).port, close};
}
