import test from 'ava';
import type {BrokerListener, LinkId} from '../broker/port.js';
import {TopicIdType} from '../wire/flags.js';
import type {Message} from '../wire/wire.js';
import {Aggregate} from './aggregate.js';
import {type Asked, Bench, connect, fromBroker, hi, publish} from './bench.js';

const accepted = {kind: 'accepted', sessionPresent: false} as const;
const present = {kind: 'accepted', sessionPresent: true} as const;

test('all clients share one link, which is opened once', t => {
	const on = new Bench({mode: 'aggregating', gwId: 7});
	on.hears('a', connect('n1'));
	on.hears('b', connect('n2'));
	const options = {clientId: 'motebench-trunk-7', cleanSession: true, keepAliveS: 60};
	t.deepEqual(on.asked(), [['open', 1, options]]);
	on.broker.opened(1, accepted);
	on.hears('c', connect('n3'));
	t.deepEqual(on.asked(), []);
	t.deepEqual(
		on.sent().map(([to, {type}]) => `${to} ${type}`),
		['a CONNACK', 'b CONNACK', 'c CONNACK'],
	);
});

test('a trunk that does not open is congestion to everybody who waits', t => {
	const on = new Bench({mode: 'aggregating'});
	on.hears('a', connect('n1'));
	on.hears('b', connect('n2'));
	on.broker.opened(1, {kind: 'unreachable'});
	const refusal: Message = {type: 'CONNACK', returnCode: 1};
	t.deepEqual(on.sent(), [
		['a', refusal],
		['b', refusal],
	]);
});

test('a client is asked after, published for and answered as on a link of its own', t => {
	const on = new Bench({mode: 'aggregating', predefined: new Map([[1, 'pre/1']])});
	on.hears('a', connect('n1'));
	on.broker.opened(1, accepted);
	on.sent();
	on.hears('a', publish({topicIdType: TopicIdType.Predefined}));
	on.broker.published(1, on.lastToken(), 'accepted');
	t.deepEqual(on.sent(), [['a', {type: 'PUBACK', topicId: 1, msgId: 7, returnCode: 0}]]);
});

test('a filter is asked for at the highest QoS, and given up by the last who has it', t => {
	const on = open(1, 2);
	on.port.subscribe(1, 1, 'a/#', 0);
	on.port.subscribe(2, 1, 'a/#', 2);
	on.port.subscribe(1, 2, 'a/#', 1);
	const qos = on.asked().map(([, , , filter, wanted]) => `${filter} ${wanted}`);
	t.deepEqual(qos, ['a/# 0', 'a/# 2', 'a/# 2']);

	on.port.unsubscribe(2, 3, 'a/#');
	t.deepEqual(on.asked(), []);
	on.port.settle();
	t.deepEqual(on.told(), ['2 unsubscribed 3']);
	on.port.unsubscribe(1, 4, 'a/#');
	const [asked] = on.asked();
	t.like(asked, ['unsubscribe', 1]);
	on.broker.unsubscribed(1, asked![2] as number);
	t.deepEqual(on.told(), ['1 unsubscribed 4']);
});

test('a client is granted what it asked for, or less', t => {
	const on = open(1, 2);
	on.port.subscribe(1, 1, 'a', 2);
	on.port.subscribe(2, 1, 'a', 0);
	on.port.subscribe(2, 2, 'b', 2);
	const tokens = on.asked().map(([, , token]) => token as number);
	on.broker.subscribed(1, tokens[0]!, 1);
	on.broker.subscribed(1, tokens[1]!, 2);
	on.broker.subscribed(1, tokens[2]!, undefined);
	t.deepEqual(on.told(), ['1 subscribed 1', '2 subscribed 0', '2 subscribed undefined']);
	on.broker.message(1, fromBroker('b', 1, 9));
	t.deepEqual(on.told(), [], 'who was refused is no taker');
	t.deepEqual(on.asked(), [['acknowledge', 1, 9]]);
});

test('each taker has a message at its QoS, and the broker waits for all at QoS 1 and 2', t => {
	const on = open(1, 2, 3);
	on.takes(1, 'a/#', 2);
	on.takes(2, 'a/+', 1);
	on.takes(3, 'a/b', 0);
	on.broker.message(1, fromBroker('a/b', 2, 9));
	t.deepEqual(on.told().sort(), ['1 message a/b 2 9', '2 message a/b 1 9', '3 message a/b 0 0']);
	on.port.acknowledge(2, 9);
	t.deepEqual(on.asked(), []);
	on.port.acknowledge(2, 9);
	t.deepEqual(on.asked(), [], 'twice is once');
	on.port.acknowledge(1, 9);
	t.deepEqual(on.asked(), [['acknowledge', 1, 9]]);
});

test('a message that only takers at QoS 0 have is acknowledged at once', t => {
	const on = open(1);
	on.takes(1, 'a', 0);
	on.broker.message(1, fromBroker('a', 1, 9));
	t.deepEqual(on.asked(), [['acknowledge', 1, 9]]);
});

test('a taker that closes is waited for no more, and its filter given up', t => {
	const on = open(1);
	on.takes(1, 'a', 1);
	on.broker.message(1, fromBroker('a', 1, 9));
	on.port.close(1);
	const asked = on.asked().map(([question, , number]) => [question, number]);
	t.deepEqual(asked[0], ['acknowledge', 9]);
	t.is(asked[1]![0], 'unsubscribe');
});

test('what comes for a client that is away is kept, within a bound, at QoS 1 and 2', t => {
	const on = open(-1);
	on.takes(-1, 'a', 1);
	on.port.close(-1);
	t.deepEqual(on.asked(), [], 'its filter stays');
	for (const delivery of [1, 2, 3]) on.broker.message(1, fromBroker('a', 1, delivery));
	on.broker.message(1, fromBroker('a', 0));
	t.is(on.asked().length, 3, 'the broker waits for nobody who is away');
	t.is(on.dropped, 1);
	on.opens(-1);
	t.deepEqual(on.told(), ['-1 opened true', '-1 message a 1 1', '-1 message a 1 2']);
	on.port.acknowledge(-1, 1);
	on.port.close(-1);
	on.opens(-1);
	t.deepEqual(on.told(), ['-1 opened true', '-1 message a 1 2']);
});

test('what a client has not acknowledged is told again on its next link', t => {
	const on = open(-1);
	on.takes(-1, 'a', 1);
	on.broker.message(1, fromBroker('a', 1, 9));
	on.port.close(-1);
	t.deepEqual(on.asked(), [['acknowledge', 1, 9]]);
	on.told();
	on.broker.message(1, fromBroker('a', 1, 9));
	on.opens(-1);
	t.deepEqual(
		on.told(),
		['-1 opened true', '-1 message a 1 9', '-1 message a 1 65545'],
		'the broker has used the number again',
	);
});

test('a client that comes with CleanSession has nothing of its last session', t => {
	const on = open(-1);
	on.takes(-1, 'a', 1);
	on.port.close(-1);
	on.broker.message(1, fromBroker('a', 1, 9));
	on.port.open(-1, {clientId: 'n-1', cleanSession: true, keepAliveS: 0});
	on.port.settle();
	t.deepEqual(on.told(), ['-1 opened false']);
});

test('a trunk that is lost is lost to all, and its repetitions are known', t => {
	const on = open(-1, -2);
	on.takes(-1, 'a', 1);
	on.takes(-2, 'a', 1);
	on.broker.message(1, fromBroker('a', 1, 9));
	on.port.acknowledge(-1, 9);
	on.told();
	on.broker.lost(1);
	t.deepEqual(on.told(), ['-1 lost', '-2 lost']);
	on.port.open(-1, {clientId: 'n-1', cleanSession: false, keepAliveS: 0});
	t.like(on.asked()[0], ['open', 1]);
	on.broker.opened(1, present);
	on.broker.message(1, fromBroker('a', 1, 9));
	t.deepEqual(on.told(), ['-1 opened true']);
	t.deepEqual(on.asked(), [['acknowledge', 1, 9]], 'it is safe with the one that is away');
	on.opens(-2);
	t.deepEqual(on.told(), ['-2 opened true', '-2 message a 1 9']);
});

test('what comes before a link is open follows it, once', t => {
	const on = open(-1);
	on.takes(-1, 'a', 1);
	on.broker.lost(1);
	on.told();
	on.port.open(-1, {clientId: 'n-1', cleanSession: false, keepAliveS: 0});
	on.broker.message(1, fromBroker('a', 1, 9));
	on.broker.opened(1, present);
	t.deepEqual(on.told(), ['-1 opened true', '-1 message a 1 9']);
});

test('a broker that forgot the trunk is asked for every filter again', t => {
	const on = open(-1, -2);
	on.takes(-1, 'a', 1);
	on.takes(-2, 'a', 2);
	on.broker.lost(1);
	on.port.open(-1, {clientId: 'n-1', cleanSession: false, keepAliveS: 0});
	on.asked();
	on.broker.opened(1, accepted);
	t.deepEqual(
		on.asked().map(([question, , , filter, qos]) => [question, filter, qos]),
		[['subscribe', 'a', 2]],
	);
});

test('a retained message goes to whom it is news', t => {
	const on = open(1, 2);
	on.takes(1, 'a', 0);
	on.broker.message(1, {...fromBroker('a', 0), retain: true});
	on.takes(2, '#', 0);
	on.told();
	on.broker.message(1, {...fromBroker('a', 0), retain: true});
	t.deepEqual(on.told(), ['2 message a 0 0']);
	on.broker.message(1, fromBroker('a', 0));
	t.is(on.told().length, 2);
});

test('a client id that is open already is taken over', t => {
	const on = open(1);
	on.port.open(2, {clientId: 'n1', cleanSession: true, keepAliveS: 0});
	on.port.settle();
	t.deepEqual(on.told().sort(), ['1 lost', '2 opened false']);
	t.throws(() => on.port.close(1), {instanceOf: RangeError});
	t.throws(() => on.port.open(2, {clientId: 'n3', cleanSession: true, keepAliveS: 0}), {
		instanceOf: RangeError,
	});
});

test('answers for a link that was closed concern nobody', t => {
	const on = open(1);
	on.port.publish(1, 1, {topicName: 'a', payload: hi, qos: 1, retain: false});
	const token = on.asked()[0]![2] as number;
	on.port.close(1);
	on.broker.published(1, token, 'accepted');
	t.deepEqual(on.told(), []);
});

/** An aggregate whose trunk is kept and open; links below 0 are those of sessions that are kept. */
class Trunk {
	readonly port: Aggregate;
	broker!: BrokerListener;
	dropped = 0;
	#asked: Asked[] = [];
	#told: string[] = [];

	constructor() {
		const tell = (link: LinkId, event: string) => void this.#told.push(`${link} ${event}`);
		const listener: BrokerListener = {
			opened: (link, outcome) =>
				tell(link, `opened ${outcome.kind === 'accepted' ? outcome.sessionPresent : outcome.kind}`),
			published: (link, token, outcome) => tell(link, `published ${token} ${outcome}`),
			subscribed: (link, _token, granted) => tell(link, `subscribed ${granted}`),
			unsubscribed: (link, token) => tell(link, `unsubscribed ${token}`),
			message: (link, {topicName, qos, delivery}) =>
				tell(link, `message ${topicName} ${qos} ${delivery}`),
			lost: link => tell(link, 'lost'),
		};
		const ask = (...asked: unknown[]) => void this.#asked.push(asked as unknown as Asked);
		this.port = new Aggregate(
			broker => {
				this.broker = broker;
				return {
					open: (...of) => ask('open', ...of),
					publish: (...of) => ask('publish', ...of),
					subscribe: (...of) => ask('subscribe', ...of),
					unsubscribe: (...of) => ask('unsubscribe', ...of),
					acknowledge: (...of) => ask('acknowledge', ...of),
					close: (...of) => ask('close', ...of),
				};
			},
			listener,
			{
				clientId: 'trunk',
				kept: true,
				keepAliveS: 0,
				keptMax: 2,
				dropped: () => {
					this.dropped += 1;
				},
			},
		);
	}

	opens(link: LinkId): void {
		this.port.open(link, {clientId: `n${link}`, cleanSession: link > 0, keepAliveS: 0});
		this.port.settle();
	}

	takes(link: LinkId, filter: string, qos: 0 | 1 | 2): void {
		this.port.subscribe(link, 1, filter, qos);
		this.broker.subscribed(1, this.#asked.at(-1)![2] as number, qos);
		this.asked();
		this.told();
	}

	asked(): Asked[] {
		return this.#asked.splice(0);
	}

	told(): string[] {
		return this.#told.splice(0);
	}
}

function open(...links: LinkId[]): Trunk {
	const on = new Trunk();
	for (const link of links) on.opens(link);
	on.broker.opened(1, present);
	on.asked();
	on.told();
	return on;
}
