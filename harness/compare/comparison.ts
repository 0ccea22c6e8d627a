/*
 * The whole comparison: what --json prints, and what compare.json holds. All figures are counted
 * in the captures that it names, but for those that say that they are quoted.
 */
import {mkdirSync, rmSync} from 'node:fs';
import path from 'node:path';
import {programPath} from '../bench/programs.js';
import {ThrowAwayCa} from '../broker/throw-away-ca.js';
import {cannotWrite, EnvironmentError} from '../errors.js';
import {firmware} from '../simulate.js';
import {type AirRun, carriers, measureAir} from './air.js';
import {airCounts} from './air-count.js';
import {type Count, type Phase, type PhaseCounts, sumOf} from './count.js';
import {HANDSHAKES, measureHandshakes} from './handshakes.js';
import {HttpsWay} from './https-way.js';
import {loopbackCounts, phaseCounts} from './loopback-count.js';
import {MqttWay} from './mqtt-way.js';
import {QUOTED, type Quoted} from './quoted.js';
import {type Ends, measure, type Way} from './way.js';

export interface Compared {
	readonly name: string;
	/** The file in which it was counted. */
	readonly capture: string;
	readonly phases: PhaseCounts;
	readonly quoted?: Quoted;
}

export interface Handshake extends Count {
	readonly name: string;
	readonly capture: string;
}

export interface Comparison {
	/** Values over what there is, phase by phase. */
	readonly ways: readonly Compared[];
	readonly handshakes: readonly Handshake[];
	/** With it Wireshark decrypts what went over TLS. */
	readonly keyLog: string;
}

export interface CompareOptions {
	/** Where captures go; it is made if it is not there. */
	readonly folder: string;
	readonly signal?: AbortSignal;
	/** Called before each step, with how much is done and what comes. */
	readonly tell?: (step: {share: number; text: string}) => void;
}

/** Measures everything. An EnvironmentError says which program or right is missing. */
export async function compare({folder, signal, tell}: CompareOptions): Promise<Comparison> {
	firmware();
	demandPrograms();
	const files = filesIn(folder);
	const steps = carriers().length + 4;
	let done = 0;
	const step = <Result>(text: string, work: () => Promise<Result>): Promise<Result> => {
		signal?.throwIfAborted();
		tell?.({share: done++ / steps, text});
		return work();
	};
	const ca = await ThrowAwayCa.create();
	try {
		const airs: Air[] = [];
		for (const [network, name] of carriers()) {
			const run = () => measureAir(path.join(folder, network), network);
			airs.push({name, ...(await step(`MQTT-SN over ${name}, simulated`, run))});
		}
		const ends: Ends = {ca, keyLog: files.keyLog, clientId: airs[0]?.clientId ?? ''};
		await step('HTTPS', () => carried(HttpsWay.start(ends), files.https));
		await step('MQTT over TLS', () => carried(MqttWay.start(ends), files.mqtt));
		await step('handshakes', () => measureHandshakes(ca, files.handshakes));
		return await step('counting', () => counted(files, airs));
	} finally {
		await ca.remove();
	}
}

interface Air extends AirRun {
	readonly name: string;
}

const PROGRAMS = ['tshark', 'mosquitto', 'openssl'];
/** Debian installs the broker where only root's PATH looks. */
const SEARCHED = `${process.env['PATH']}:/usr/sbin:/usr/local/sbin`;

/** Octets and packets from nothing to `phase`: what is new, not what goes on. */
export function fromNothing({open, session, ...phases}: PhaseCounts, phase: Phase): Count {
	const own = phase === 'open' || phase === 'session' ? [] : [phases[phase]];
	return sumOf([open, session, ...own]);
}

type Files = ReturnType<typeof filesIn>;

function filesIn(folder: string) {
	const keyLog = path.join(folder, 'tls-keys.log');
	try {
		mkdirSync(folder, {recursive: true});
		rmSync(keyLog, {force: true});
	} catch (error) {
		throw cannotWrite(folder, error);
	}
	return {
		keyLog,
		https: path.join(folder, 'https.pcapng'),
		mqtt: path.join(folder, 'mqtt.pcapng'),
		handshakes: path.join(folder, 'handshakes.pcapng'),
	};
}

function demandPrograms(): void {
	const missing = PROGRAMS.filter(program => programPath(program, SEARCHED) === undefined);
	if (missing.length === 0) return;
	throw new EnvironmentError(`not installed: ${missing.join(', ')}`, {
		hint: `apt-get install ${missing.join(' ')}`,
	});
}

async function carried(starting: Promise<Way>, file: string): Promise<void> {
	const way = await starting;
	try {
		await measure(way, file);
	} finally {
		await way.close();
	}
}

async function counted(files: Files, airs: readonly Air[]): Promise<Comparison> {
	const inAir = await Promise.all(
		airs.map(async ({name, file}) => ({name, capture: file, ...(await airCounts(file))})),
	);
	const handshakes = await loopbackCounts(files.handshakes);
	const named = HANDSHAKES.map(name => ({
		name,
		capture: files.handshakes,
		count: handshakes.get(name),
	}));
	return {
		ways: [
			await way('HTTPS', files.https, QUOTED.https),
			await way('MQTT over TLS', files.mqtt, QUOTED.mqtt),
			...inAir.map(({name, capture, phases}) => ({
				name: `MQTT-SN, SNAKE-128, ${name}`,
				capture,
				phases,
			})),
		],
		handshakes: [
			...named.map(({name, capture, count}) => ({name, capture, ...must(count)})),
			...inAir.map(({name, capture, handshake}) => ({
				name: `SNAKE-128 over ${name}`,
				capture,
				...handshake,
			})),
		],
		keyLog: files.keyLog,
	};
}

async function way(name: string, capture: string, quoted: Quoted): Promise<Compared> {
	return {name, capture, phases: await phaseCounts(capture), quoted};
}

function must(count: Count | undefined): Count {
	if (count === undefined) throw new RangeError('a handshake is not in its capture');
	return {...count, applicationOctets: 0};
}
