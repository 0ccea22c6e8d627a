import test from 'ava';
import fc from 'fast-check';
import type {LinkId} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import {encode, type Message} from '../wire/wire.js';
import {type Asked, Bench, connect, fromBroker, hi, publish, Shelf} from './bench.js';
import {HOUSE_LINK} from './house-link.js';
import type {GatewayOptions} from './options.js';

test('time does not go back', t => {
	const {gateway} = new Bench();
	gateway.poll(10);
	gateway.poll(10);
	t.throws(() => gateway.poll(9), {instanceOf: RangeError});
	t.throws(() => gateway.received(Number.NaN, 'a', new Uint8Array()), {instanceOf: RangeError});
});

test('an option out of range is refused before the broker is asked', t => {
	t.throws(() => new Bench({queueMax: 0}), {instanceOf: RangeError});
});

test('what is no message is counted and not answered', t => {
	const on = new Bench();
	on.connect('a', 'n1');
	on.gateway.received(0, 'a', Uint8Array.of(3, 0x16));
	on.gateway.received(0, 'b', new Uint8Array());
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.malformed, 2);
	t.is(on.gateway.counters.datagrams, 3);
});

test('what only a gateway says is not answered', t => {
	const on = new Bench();
	on.connect('a', 'n1');
	on.hears('a', {type: 'CONNACK', returnCode: 0});
	on.hears('a', {type: 'PINGRESP'});
	t.deepEqual(on.sent(), []);
	t.is(on.gateway.counters.unexpected, 2);
});

test('no datagram makes a gateway throw', t => {
	const on = new Bench();
	on.connect('a', 'n1');
	const body = fc.uint8Array({maxLength: 12});
	const msgType = fc.integer({min: 0, max: 0x1e});
	fc.assert(
		fc.property(msgType, body, (type, octets) => {
			on.gateway.received(0, 'a', Uint8Array.of(octets.length + 2, type, ...octets));
			on.gateway.received(0, 'b', octets);
		}),
		{seed: 1, numRuns: 2_000},
	);
	t.pass();
});

const everyWaitEnds = test.macro((t, more: GatewayOptions, shelf?: Shelf) => {
	const scripts = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), anyEvent()), LONG);
	fc.assert(
		fc.property(scripts, script => {
			const options = {...TIGHT, ...more, store: shelf?.store, predefined: new Map([[1, 'pre/1']])};
			const on = new Bench(options);
			const world = new World(on, shelf);
			on.gateway.start(0);
			for (const [from, event] of script) world.strike(from, event);
			world.fallSilent();
			t.is(on.gateway.connectedCount, 0);
		}),
		{seed: 2, numRuns: 300},
	);
	t.pass();
});

test('each client has one link and every wait ends, whatever all do', everyWaitEnds, {});
test('the same with a store that takes its time', everyWaitEnds, {}, new Shelf());
test('the same with one link for all', everyWaitEnds, {mode: 'aggregating'});

test('a thousand silent clients are found in one poll', t => {
	const on = new Bench();
	for (let node = 0; node < 1_000; node += 1) {
		on.connect(`a${node}`, `n${node}`, {durationS: 60});
	}
	on.gateway.poll(90_000);
	t.is(on.gateway.counters.lost, 1_000);
});

/** fast-check keeps arrays short unless it is told. */
const LONG = {maxLength: 80, size: 'max'} as const;

/** Small enough that scripts reach every limit. */
const TIGHT = {
	clientsMax: 2,
	topicsMax: 2,
	subscriptionsMax: 2,
	queueMax: 2,
	questionsMax: 2,
	messageSizeMax: 60,
	nretry: 1,
};

/** The longest Duration and a tenth: a flipped bit may have asked for it. */
const KEEP_ALIVE_MAX_MS = 65_535 * 1_100;

type Event =
	| {kind: 'says'; message: Message; flip: number}
	| {kind: 'waits'; forMs: number}
	| {kind: 'answers'; yes: boolean}
	| {kind: 'sends'; topicName: string; qos: 0 | 1 | 2}
	| {kind: 'loses'};

/** A broker that answers late, or never, and knows which links it has. */
class World {
	readonly #on: Bench;
	readonly #shelf: Shelf | undefined;
	readonly #open = new Map<LinkId, string>();
	#questions: Asked[] = [];

	constructor(on: Bench, shelf: Shelf | undefined) {
		this.#on = on;
		this.#shelf = shelf;
	}

	strike(from: string, event: Event): void {
		this.#act(from, event);
		this.#observe();
	}

	/** Lets time pass until keep-alive has taken everybody, and opens nothing. */
	fallSilent(): void {
		this.strike('a', {kind: 'answers', yes: false});
		this.strike('a', {kind: 'waits', forMs: KEEP_ALIVE_MAX_MS});
	}

	#act(from: string, event: Event): void {
		const on = this.#on;
		switch (event.kind) {
			case 'waits':
				on.runTo(on.nowMs + event.forMs);
				break;
			case 'answers':
				this.#answer(event.yes);
				break;
			case 'says':
				on.gateway.received(on.nowMs, from, mutated(encode(event.message), event.flip));
				break;
			case 'sends':
				for (const link of this.#open.keys()) {
					on.broker.message(link, fromBroker(event.topicName, event.qos));
				}
				break;
			case 'loses':
				for (const link of [...this.#open.keys()].slice(0, 1)) {
					this.#open.delete(link);
					on.broker.lost(link);
				}
		}
	}

	#answer(yes: boolean): void {
		this.#shelf?.commit();
		const {broker} = this.#on;
		for (const [question, link, token] of this.#questions.splice(0)) {
			if (!this.#open.has(link)) continue;
			const number = token as number;
			if (question === 'publish') broker.published(link, number, yes ? 'accepted' : 'refused');
			if (question === 'subscribe') broker.subscribed(link, number, yes ? 1 : undefined);
			if (question === 'unsubscribe') broker.unsubscribed(link, number);
			if (question !== 'open') continue;
			if (yes) broker.opened(link, {kind: 'accepted', sessionPresent: false});
			else {
				this.#open.delete(link);
				broker.opened(link, {kind: 'unreachable'});
			}
		}
	}

	#observe(): void {
		const {gateway} = this.#on;
		for (const asked of this.#on.asked()) {
			const [question, link, options] = asked;
			this.#questions.push(asked);
			// The gateway's own link is no client's.
			if (link === HOUSE_LINK) continue;
			if (question === 'open') this.#open.set(link, (options as {clientId: string}).clientId);
			else if (!this.#open.has(link)) throw new Error(`${question} on a link that is not open`);
			if (question === 'close') this.#open.delete(link);
		}
		const clientIds = [...this.#open.values()];
		if (new Set(clientIds).size !== clientIds.length) throw new Error('two links of one client');
		const trunks = clientIds.filter(clientId => clientId.startsWith('motebench-trunk')).length;
		if (gateway.connectedCount < clientIds.length - trunks)
			throw new Error('a link without a client');
		gateway.poll(this.#on.nowMs);
		if (gateway.pollAt() <= this.#on.nowMs) throw new Error('due again at once');
		for (const [, message] of this.#on.sent()) {
			if (message.type === 'MALFORMED') throw new Error('sent what is no message');
		}
	}
}

function mutated(datagram: Uint8Array, flip: number): Uint8Array {
	if (flip > 0) datagram[(flip >> 3) % datagram.length]! ^= 1 << (flip & 7);
	return datagram;
}

function anyEvent(): fc.Arbitrary<Event> {
	const yes = {weight: 4, arbitrary: fc.record({kind: fc.constant('answers'), yes: fc.boolean()})};
	const message = fc.record({
		kind: fc.constant('says'),
		message: anyRequest(),
		flip: fc.oneof(fc.constant(0), fc.nat(160)),
	});
	const waits = fc.record({kind: fc.constant('waits'), forMs: fc.nat(20_000)});
	const topicName = fc.constantFrom('a/b', 'ab', 'pre/1', 'x', 'far/too/long'.repeat(6));
	const qos = fc.constantFrom(0, 1, 2);
	const sends = fc.record({kind: fc.constant('sends'), topicName, qos});
	return fc.oneof(
		{weight: 12, arbitrary: message},
		yes,
		{weight: 3, arbitrary: sends},
		{weight: 2, arbitrary: waits},
		{weight: 1, arbitrary: fc.constant({kind: 'loses'})},
	) as fc.Arbitrary<Event>;
}

function anyRequest(): fc.Arbitrary<Message> {
	const msgId = fc.integer({min: 1, max: 4});
	const topicId = fc.constantFrom(1, 2, 0x6162);
	const returnCode = fc.constantFrom(0, 0, 1, 2, 3);
	const topicIdType = fc.constantFrom(...Object.values(TopicIdType));
	const topic = fc.oneof(
		fc.record({
			topicIdType: fc.constant(TopicIdType.Normal),
			topicName: fc.constantFrom('a/b', '#', 'ab'),
		}),
		fc.record({topicIdType: fc.constantFrom(TopicIdType.Predefined, TopicIdType.Short), topicId}),
	);
	const clientId = fc.constantFrom('n1', 'n2', 'n3');
	const clean = fc.boolean();
	const connects = fc
		.tuple(clientId, clean, fc.boolean())
		.map(([name, cleanSession, will]) => connect(name, {cleanSession, durationS: 60, will}));
	const numbered = (type: string) => fc.record({type: fc.constant(type), msgId});
	const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
	const target = fc.record({qos, retain: clean, willTopic: fc.constantFrom('w', 'w/+')});
	const answer = (type: string) => fc.record({type: fc.constant(type), topicId, msgId, returnCode});
	return fc.oneof(
		{weight: 3, arbitrary: connects},
		{weight: 3, arbitrary: fc.record({msgId, topicId, topicIdType, qos}).map(publish)},
		answer('REGACK'),
		answer('PUBACK'),
		fc.record({type: fc.constant('SUBSCRIBE'), dup: fc.boolean(), qos, msgId, topic}),
		fc.record({type: fc.constant('UNSUBSCRIBE'), msgId, topic}),
		fc.record({
			type: fc.constant('REGISTER'),
			topicId: fc.constant(0),
			msgId,
			topicName: fc.constantFrom('a/b', 'a/c', 'a/d', '+'),
		}),
		fc.constantFrom<Message>({type: 'PINGREQ'}, {type: 'DISCONNECT'}),
		fc.record({type: fc.constant('PINGREQ'), clientId}),
		fc.record({type: fc.constant('DISCONNECT'), durationS: fc.constantFrom(1, 5, 600)}),
		numbered('PUBREC'),
		numbered('PUBREL'),
		numbered('PUBCOMP'),
		fc.record({type: fc.constantFrom('WILLTOPIC', 'WILLTOPICUPD'), target}),
		fc.record({type: fc.constantFrom('WILLMSG', 'WILLMSGUPD'), willMsg: fc.constant(hi)}),
		fc.constant({type: 'WILLTOPIC'}),
	) as fc.Arbitrary<Message>;
}
