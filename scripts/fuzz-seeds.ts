/*
 * What a fuzzer of the firmware begins with: exchanges of a node with its gateway, or with a host
 * at its serial line, as the octets that firmware/test/native/fuzz.c reads. The nodes are those of
 * the firmware's tests, so each exchange is one that works.
 */
import {AppKind, type Config, type Node} from '../firmware/test/page.js';
import {SecureBench} from '../firmware/test/secure-bench.js';
import {auth, IDENTITY} from '../firmware/test/secure-gateway.js';
import {Op} from '../harness/serial/codes.js';
import {packControl} from '../harness/serial/control.js';
import {encodeFrame} from '../harness/serial/frame.js';

const HAS_KEYS = 1;
const OVER_LINE = 0x8000;
const LATER_MS_MAX = 0x7fff;
const PIECE_MAX = 0xff;
const MINUTE_MS = 60_000;
const GROUP_KEY = '303132333435363738393a3b3c3d3e3f';
const PERIOD_MS = 2000;

/** The exchanges by name, the same in each call. */
export function fuzzSeeds(): Map<string, Uint8Array> {
	const seeds = new Map<string, Uint8Array>();
	for (const form of ['compact', 'full'] as const) {
		for (const [name, config] of Object.entries(CONFIGS)) {
			seeds.set(`${name}-${form}`, withKeys(config, form));
		}
	}
	for (const [name, config] of Object.entries(CONFIGS)) seeds.set(`${name}-clear`, inClear(config));
	return seeds.set('line', overLine());
}

const CONFIGS = {
	sensor: {App: AppKind.Sensor, TopicIdType: 1, Qos: 2},
	actuator: {App: AppKind.Actuator, TopicIdType: 1, Qos: 0},
};

/** Keys, a command, new keys on demand, a group key and a broadcast under it, good-bye. */
function withKeys(config: Config, form: 'compact' | 'full'): Uint8Array {
	const bench = new SecureBench({config, terms: {form}});
	const tape = new Tape(HAS_KEYS, config);
	tape.record(bench.node);
	bench.join();
	bench.tell('0a0c20000500096f6e21');
	bench.run(2 * MINUTE_MS);
	bench.tell(auth('13', {data: '01003c'}));
	bench.run(MINUTE_MS);
	bench.tell(auth('14', {id: '4321', data: `0001${GROUP_KEY}0000000500`}));
	bench.send(bench.gateway.group('0500090384', GROUP_KEY, 1, 6));
	bench.run(MINUTE_MS);
	bench.tell('0218');
	bench.run(MINUTE_MS);
	return tape.octets;
}

/** Each message that a gateway may say, one after the other. */
function inClear(config: Config): Uint8Array {
	const tape = new Tape(0, config);
	const said = [
		'030207',
		'030500',
		'0813000001000100',
		'070b0001000100',
		'0a0c200005000a6f6e',
		'070a00090000',
		'040f0001',
		'041000010',
		'0217',
		'050007000a',
		'0206',
		'0208',
		'031a00',
		'0218',
	];
	for (const hex of said) tape.add(PERIOD_MS, Buffer.from(hex, 'hex'));
	return tape.octets;
}

/** A host that greets the board, gives it keys, configures it and lets it run. */
function overLine(): Uint8Array {
	const tape = new Tape(0, {App: AppKind.None});
	const key = (hex: string) => Buffer.from(hex, 'hex');
	const {eui, fk, rc} = IDENTITY;
	const requests = [
		[1, Op.HELLO, 1, 1, 7],
		[2, Op.PROVISION, key(eui), key(fk), key(rc), 1],
		[
			3,
			Op.CONFIG,
			[
				[3, 1],
				[4, 1],
				[5, PERIOD_MS],
			],
		],
		[4, Op.START, 1],
		[5, Op.STATS],
		[6, Op.INJECT, 0, 2100],
		[7, Op.SET_TIME, 5],
		[8, Op.STOP],
		[9, Op.RESET, 0],
	];
	requests.forEach((request, seq) => {
		tape.add(PERIOD_MS, encodeFrame({type: 1, seq, payload: packControl(request)}), OVER_LINE);
	});
	return tape.octets;
}

/** What a node hears and when, as it is written for the fuzzer. */
class Tape {
	readonly #pieces: Uint8Array[];
	#untilMs = 0;

	constructor(flags: number, {App = 0, TopicIdType = 0, Qos = 0}: Config) {
		this.#pieces = [Uint8Array.of(flags, App, TopicIdType, Qos)];
	}

	get octets(): Uint8Array {
		return Buffer.concat(this.#pieces);
	}

	/** From now on, all that `node` hears. */
	record(node: Node): void {
		const hear = node.hear.bind(node);
		node.hear = (hex, from, rssiDbm) => {
			const laterMs = node.sinceBootMs - this.#untilMs;
			this.#untilMs = node.sinceBootMs;
			this.add(laterMs, Buffer.from(hex, 'hex'));
			return hear(hex, from, rssiDbm);
		};
	}

	add(laterMs: number, octets: Uint8Array, how = 0): void {
		let restMs = laterMs;
		for (; restMs > LATER_MS_MAX; restMs -= LATER_MS_MAX)
			this.#step(LATER_MS_MAX, new Uint8Array(0));
		for (let at = 0; at < octets.length; at += PIECE_MAX) {
			this.#step(how | (at === 0 ? restMs : 0), octets.subarray(at, at + PIECE_MAX));
		}
	}

	#step(word: number, octets: Uint8Array): void {
		this.#pieces.push(Uint8Array.of(word & 0xff, word >> 8, octets.length), octets);
	}
}
