import {execFile} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ava from 'ava';
import {tshark, tsharkMissing} from '../../sim/pcap/tshark.js';
import {mosquittoMissing} from '../broker/mosquitto.js';
import {opensslMissing} from '../broker/throw-away-ca.js';
import {type Compared, type Comparison, fromNothing} from './comparison.js';
import {MANY, PHASES} from './count.js';
import {LoopbackCapture} from './loopback-capture.js';
import {comparisonText} from './table.js';

/* Figures of the product are held against other questions to tshark, about the same captures. */

const missing = tsharkMissing() ?? mosquittoMissing() ?? opensslMissing();
const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
const mayCapture = missing === undefined && (await capturing());
const measured = mayCapture ? ava.serial : ava.skip;
/** An ACK in the air: its PSDU. */
const ACK_SIZE = 5;

let comparison: Comparison;
ava.before(async t => {
	if (!mayCapture) return t.log(missing ?? 'skipped: capturing on the loopback is not allowed');
	const {code, stdout, stderr} = await motebench(['compare', '--json', '--out', folder]);
	t.is(code, 0, stderr);
	comparison = JSON.parse(stdout);
});
ava.after.always(() => rmSync(folder, {recursive: true}));

measured('what --json prints lies beside the captures, which are all there', t => {
	t.deepEqual(JSON.parse(readFileSync(path.join(folder, 'compare.json'), 'utf8')), comparison);
	for (const {capture} of [...comparison.ways, ...comparison.handshakes])
		t.true(existsSync(capture));
});

for (const name of ['HTTPS', 'MQTT over TLS']) {
	measured(`tshark counts the same packets and octets in the capture of ${name}`, async t => {
		const {capture, phases} = wayOf(name);
		const counted = PHASES.map(phase => [phases[phase].packets, phases[phase].octets]);
		t.deepEqual(await partsOf(capture, PHASES), counted);
	});

	measured(
		`decrypted, ${name} has as many octets of the application as its records say`,
		async t => {
			const {capture, phases} = wayOf(name);
			const said = PHASES.reduce((sum, phase) => sum + phases[phase].applicationOctets, 0);
			// DISCONNECT of MQTT comes after the values.
			t.is(await decryptedSize(capture), said + (name === 'HTTPS' ? 0 : 2));
		},
	);
}

measured('the device got one value and a hundred, and sent one, by HTTP and by MQTT', async t => {
	const [https, mqtt] = [wayOf('HTTPS').capture, wayOf('MQTT over TLS').capture];
	t.is(await framesOf(https, 'http.response.code == 200'), 1 + MANY);
	t.is(await framesOf(https, 'http.request.method == "POST"'), 1);
	const [port] = (
		await tshark(['-r', mqtt, '-Y', 'tcp', '-T', 'fields', '-e', 'tcp.dstport'])
	).split('\n');
	const asMqtt = ['-d', `tls.port==${port},mqtt`];
	t.is(await framesOf(mqtt, 'mqtt.msgtype == 3', asMqtt), 1 + MANY + 1);
	t.is(await framesOf(mqtt, 'mqtt.msgtype == 4', asMqtt), 1 + MANY + 1);
});

measured('tshark counts the same handshakes', async t => {
	const captured = comparison.handshakes.filter(({capture}) =>
		capture.endsWith('handshakes.pcapng'),
	);
	t.is(captured.length, 5);
	const {capture} = captured[0]!;
	const names = captured.map(({name}) => name);
	const counted = captured.map(({packets, octets}) => [packets, octets]);
	t.deepEqual(await partsOf(capture, names), counted);
	t.is(await framesOf(capture, 'tls.handshake.type == 2'), 4);
	t.true((await framesOf(capture, 'dtls.handshake.ciphersuite == 0xc0a8')) > 0);
});

measured('tshark counts the same frames in the air', async t => {
	const {capture, phases} = wayOf('MQTT-SN, SNAKE-128, 6LoWPAN');
	const [rounds] = await numbers(capture, 'frame.time_relative > 5');
	const {open, session, get, send, getMany} = phases;
	t.is(open.packets + session.packets, rounds! - 1);
	t.deepEqual([get.packets, send.packets, getMany.packets], [4, 4, 4 * MANY]);
	// PUBLISH down and PUBACK up by the sizes of their datagrams.
	const got = `frame.number >= ${rounds} && ((wpan.src16 == 1 && udp.length >= 33) || (wpan.src16 == 2 && udp.length == 29))`;
	const [[frames, octets] = []] = await summed(capture, 'frame.len', [got]);
	const tap = 28;
	t.is(octets! - tap * frames! + ACK_SIZE * frames!, get.octets + getMany.octets);
});

measured('a value in the air is PUBLISH and PUBACK of MQTT-SN, whatever carries it', t => {
	const inAir = comparison.ways.filter(({name}) => name.startsWith('MQTT-SN'));
	t.true(inAir.length > 0);
	const header = 7;
	for (const {name, phases} of inAir) {
		t.is(phases.get.applicationOctets, header + '1 c1'.length + header, name);
		t.is(phases.send.applicationOctets, phases.get.applicationOctets, name);
		t.is(phases.send.packets, phases.get.packets, name);
	}
});

measured('SNAKE-128 takes fewer octets than any other handshake, on the wire and off it', t => {
	const isSnake = ({name}: {name: string}) => name.startsWith('SNAKE-128');
	const others = comparison.handshakes.filter(handshake => !isSnake(handshake));
	for (const snake of comparison.handshakes.filter(isSnake)) {
		t.is(snake.carriedOctets, 65 + 76 + 32 + 24, 'HELLO, ACCEPT, CONF, CONF-ACK');
		for (const {octets, carriedOctets} of others) {
			t.true(snake.octets < octets && snake.carriedOctets < carriedOctets);
		}
	}
});

measured('the text has each figure of the object, and the quoted ones beside them', t => {
	const text = comparisonText(comparison);
	for (const {name, phases} of comparison.ways) {
		const {octets, packets} = fromNothing(phases, 'getMany');
		const row = new RegExp(`${name}.*  ${octets.toLocaleString('en-US')} \\(${packets}\\)`);
		t.regex(text, row);
	}
	t.regex(text, /quoted +302 +320 +12,600/);
	t.regex(text, /quoted +68 +47 +2,445/);
});

ava('who may not capture is told so in one line, with what helps, and exit 3', async t => {
	const fake = path.join(folder, 'tshark');
	const refusal = "You don't have permission to capture on that device";
	writeFileSync(fake, `#!/bin/sh\necho "${refusal}" >&2\nexit 2\n`, {mode: 0o755});
	const PATH = `${folder}:${process.env['PATH']}`;
	const {code, stdout, stderr} = await motebench(['compare', '-q', '--out', folder], {PATH});
	t.deepEqual([code, stdout], [3, '']);
	if (missing === undefined)
		t.regex(
			stderr,
			/^motebench: tshark cannot capture on lo: .*permission.*; run as root, or .*\n$/,
		);
});

ava('a program that is not installed is named, and exit is 3', async t => {
	const {code, stderr} = await motebench(['compare', '-q', '--out', folder], {PATH: folder});
	t.is(code, 3);
	t.regex(stderr, /^motebench: not installed: .*openssl; apt-get install .*\n$/);
});

function wayOf(name: string): Compared {
	return comparison.ways.find(way => way.name === name)!;
}

async function numbers(
	capture: string,
	filter: string,
	how: readonly string[] = [],
): Promise<number[]> {
	const fields = ['-Y', filter, '-T', 'fields', '-e', 'frame.number'];
	const lines = await tshark([...asIs(capture), ...how, ...fields]);
	return lines.split('\n').flatMap(line => (line === '' ? [] : [Number(line)]));
}

async function framesOf(
	capture: string,
	filter: string,
	how: readonly string[] = [],
): Promise<number> {
	return (await numbers(capture, filter, how)).length;
}

/** Packets and octets of IP between the mark of each part and the next one. */
async function partsOf(capture: string, names: readonly string[]): Promise<number[][]> {
	const fields = ['-T', 'fields', '-e', 'frame.number', '-e', 'udp.payload'];
	const lines = await tshark([...asIs(capture), '-Y', 'udp contains "motebench "', ...fields]);
	const marks = lines
		.trim()
		.split('\n')
		.map(line => line.split('\t'));
	const filters = names.map(name => {
		const payload = Buffer.from(`motebench ${name}`).toString('hex');
		const index = marks.findIndex(([, mark]) => mark === payload);
		return `frame.number > ${marks[index]![0]} && frame.number < ${marks[index + 1]![0]}`;
	});
	return summed(capture, 'ip.len', filters);
}

/** How many frames fit each filter, and what their `field` comes to: tshark's own sums. */
async function summed(
	capture: string,
	field: string,
	filters: readonly string[],
): Promise<number[][]> {
	const wanted = filters.flatMap(filter =>
		['COUNT', 'SUM'].map(what => `${what}(${field})${field} && (${filter})`),
	);
	const statistics = ['-q', '-z', ['io,stat,0', ...wanted].join(',')];
	const table = await tshark([...asIs(capture), ...statistics]);
	const row = /<>[^|]*\|([\d |]+)\|/.exec(table)?.[1] ?? '';
	const cells = row.split('|').flatMap(cell => (cell.trim() === '' ? [] : [Number(cell)]));
	return filters.map((_, index) => cells.slice(2 * index, 2 * index + 2));
}

/** Octets of all that went over TLS, both ways. */
async function decryptedSize(capture: string): Promise<number> {
	const followed = await tshark([...asIs(capture), '-q', '-z', 'follow,tls,raw,0']);
	const lines = followed.split('\n').filter(line => /^\s*[\da-f]+$/.test(line));
	return lines.reduce((sum, line) => sum + line.trim().length / 2, 0);
}

function asIs(capture: string): string[] {
	const heuristics = ['-o', 'tcp.try_heuristic_first:TRUE'];
	return ['-r', capture, '-n', ...heuristics, '-o', `tls.keylog_file:${comparison.keyLog}`];
}

/** Whether this machine lets us capture; under CI=true it has to. */
async function capturing(): Promise<boolean> {
	try {
		const capture = await LoopbackCapture.start(path.join(folder, 'may.pcapng'), []);
		await capture.finish();
		return true;
	} catch (error) {
		if (process.env['CI'] === 'true') throw error;
		return false;
	}
}

interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

function motebench(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
	const main = fileURLToPath(new URL('../main.js', import.meta.url));
	return new Promise(resolve => {
		const how = {env: {...process.env, ...env}};
		execFile(process.execPath, [main, ...args], how, (error, stdout, stderr) => {
			resolve({code: Number(error?.code ?? 0), stdout, stderr});
		});
	});
}
