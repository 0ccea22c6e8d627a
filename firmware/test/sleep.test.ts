/* Sleeping and waking: MQTT-SN 1.2, section 6.14. */
import test from 'ava';
import {
	AppKind,
	activeNode,
	type Config,
	Counter,
	connectedNode,
	EUI,
	hex,
	type Node,
} from './page.js';

const DISCONNECT = '1 0418001e';
const PINGREQ = `1 1216${hex(EUI)}`;
/** CONNECT that changes nothing of the session. */
const RESUME = `1 160400010078${hex(EUI)}`;
const NEW_CONNECT = RESUME.replace('160400', '160404');
const ON = '09 0c 01 0002 0000 6f6e';
const ANSWER = '1 090c01000300006f6e';

test('a sensor publishes, and says how long it sleeps', t => {
	const node = connectedNode({TopicIdType: 1, SleepS: 30});
	t.deepEqual(node.take(), [publish(1), DISCONNECT]);
	t.deepEqual(node.takeTold(), []);
	t.deepEqual(node.hear('02 18'), []);
	t.deepEqual(node.takeTold(), ['Asleep 30']);
});

test('at QoS 1 and 2 a sensor sleeps when its message is acknowledged', t => {
	const node = connectedNode({TopicIdType: 1, SleepS: 30, Qos: 1});
	t.is(node.take().length, 1);
	t.deepEqual(node.hear('07 0d 0001 0001 00'), [DISCONNECT]);

	const twice = connectedNode({TopicIdType: 1, SleepS: 30, Qos: 2});
	t.is(twice.take().length, 1);
	t.deepEqual(twice.hear('04 0f 0001'), ['1 04100001']);
	t.deepEqual(twice.hear('04 0e 0001'), [DISCONNECT]);
});

test('a sensor resumes its session to publish, and sleeps again', t => {
	const node = sleepingSensor({SleepS: 100, PeriodMs: 20_000});
	t.deepEqual(node.at(19_999), []);
	t.deepEqual(node.at(20_000), [RESUME]);
	t.deepEqual(node.takeTold(), ['Published 0 0 2 2150', 'Awake 1']);
	t.deepEqual(node.hear('03 05 00'), [publish(2), DISCONNECT.replace('001e', '0064')]);
	node.hear('02 18');
	t.deepEqual(node.takeTold(), ['Asleep 100'], 'it was connected all the time');
	t.is(node.count(Counter.Reconnects), 0);
});

test('an actuator subscribes before it sleeps', t => {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 1, SleepS: 30});
	t.deepEqual(node.take(), ['1 07120100010002']);
	t.deepEqual(node.hear('08 13 00 0000 0001 00'), [DISCONNECT]);
});

test('a sleeper fetches its messages by PINGREQ with its ClientId when the time is over', t => {
	const node = sleeping();
	t.deepEqual(node.after(29_999), []);
	t.deepEqual(node.after(1), [PINGREQ]);
	t.deepEqual(node.takeTold(), ['Awake 0']);
	t.deepEqual(node.hear('02 17'), []);
	t.deepEqual(node.takeTold(), ['Asleep 30']);
	t.deepEqual(node.after(29_999), [], 'counted from PINGRESP');
	t.deepEqual(node.after(1), [PINGREQ]);
});

test('the longest sleep is 65,535 s, and one second more is not longer', t => {
	for (const SleepS of [65_535, 65_536]) {
		const node = dozing({SleepS});
		t.deepEqual(node.take(), ['1 0418ffff']);
		node.hear('02 18');
		t.deepEqual(node.after(65_534_999), []);
		t.deepEqual(node.after(1), [PINGREQ]);
	}
});

test('a sleeper needs no keep-alive', t => {
	t.deepEqual(sleeping({KeepAliveS: 10}).after(29_999), []);
});

test('while awake each message has its acknowledgement, and nothing else is said', t => {
	const node = awake();
	t.deepEqual(node.hear('07 0a 0008 0031 61'), ['1 070b0008003100']);
	t.deepEqual(node.hear('09 0c 21 0002 0001 6f6e'), ['1 070d0002000100']);
	t.deepEqual(node.hear('09 0c 41 0002 0002 6f6e'), ['1 040f0002']);
	t.deepEqual(node.hear('04 10 0002'), ['1 040e0002']);
	t.deepEqual(node.hear('02 16'), ['1 0217']);
	t.deepEqual(node.hear('02 17'), [RESUME], 'there are answers to publish');
});

test('a burst is taken as a whole: as many commands as the gateway has', t => {
	const node = awake();
	for (let i = 0; i < 20; i++) node.hear(ON);
	t.is(node.takeTold().filter(told => told === 'Commanded 0 on').length, 20);
	node.hear('02 17');
	t.deepEqual(node.hear('03 05 00'), [ANSWER, ANSWER, ANSWER, ANSWER, DISCONNECT]);
});

test('each message but PINGRESP gives the gateway another Tretry', t => {
	const node = awake({RetryMs: 10_000});
	node.after(9_999);
	node.hear(ON);
	t.deepEqual(node.after(9_999), []);
	t.deepEqual(node.after(1), [PINGREQ]);
});

test('a waking without PINGRESP ends after Nretry, and the node sleeps on', t => {
	const node = awake({RetryMs: 1000, RetryCount: 2});
	t.deepEqual(node.after(2999), [PINGREQ, PINGREQ]);
	t.deepEqual(node.after(1), []);
	t.deepEqual(node.takeTold(), ['Asleep 30']);
	t.is(node.count(Counter.WakingsMissed), 1);
	t.deepEqual(node.after(30_000), [PINGREQ]);
});

test('a second waking in a row without PINGRESP gives the gateway up', t => {
	const node = awake({RetryMs: 1000, RetryCount: 2});
	node.after(3000 + 30_000 + 3000);
	t.is(node.takeTold().at(-1), 'Lost 7');
	node.hear('03 02 08', 2);
	t.deepEqual(node.after(500), [NEW_CONNECT.replace('1 ', '2 ')]);
});

test('a PINGRESP between two unanswered wakings keeps the gateway', t => {
	const node = awake({RetryMs: 1000, RetryCount: 2});
	node.after(3000 + 30_000);
	node.hear('02 17');
	node.after(30_000 + 3000);
	t.is(node.takeTold().at(-1), 'Asleep 30');
});

test('a gateway that does not answer the DISCONNECT is given up', t => {
	const node = dozing({RetryMs: 1000, RetryCount: 2});
	t.deepEqual(node.after(2000), Array(3).fill(DISCONNECT));
	node.after(1000);
	t.deepEqual(node.takeTold(), ['Lost 7']);
});

test('a gateway that does not answer the sleeper that resumes is given up', t => {
	const node = sleepingSensor({RetryMs: 1000, RetryCount: 2, PeriodMs: 20_000, SleepS: 30});
	node.at(22_999);
	t.deepEqual(node.takeTold().slice(1), ['Awake 1']);
	node.at(23_000);
	t.deepEqual(node.takeTold(), ['Lost 7']);
});

for (const [returnCode, told] of [
	['01', ['Congested 300000', 'Lost 7']],
	['03', ['Lost 7']],
] as const) {
	test(`a gateway that answers the sleeper CONNACK ${returnCode} is left alone`, t => {
		const node = sleepingSensor({PeriodMs: 20_000, SleepS: 30});
		node.at(20_000);
		node.takeTold();
		node.hear(`03 05 ${returnCode}`);
		t.deepEqual(node.takeTold(), told);
		t.false(node.at(30_000).includes(NEW_CONNECT));
	});
}

test('DISCONNECT of the gateway finds a sleeper as well, and it connects anew', t => {
	for (const node of [sleeping(), awake()]) {
		node.hear('02 18');
		t.deepEqual(node.takeTold(), ['Lost 7']);
		t.deepEqual(node.after(500), [NEW_CONNECT]);
	}
});

test('the command "sleep" changes the Duration after its answer', t => {
	const node = awake();
	t.deepEqual(command(node, 'sleep 60'), []);
	node.hear('02 17');
	t.deepEqual(node.hear('03 05 00').slice(1), ['1 0418003c']);
});

test('a sleeper with nothing else to say extends its sleep by DISCONNECT', t => {
	const node = awake({WaitMs: 100_000});
	node.hear(ON);
	node.hear('02 17');
	node.hear('03 05 00');
	node.hear('07 0d 0003 0000 01');
	node.hear('02 18');
	t.deepEqual(node.after(30_000), [PINGREQ]);
	command(node, 'sleep 60');
	node.takeTold();
	t.deepEqual(node.hear('02 17'), ['1 0418003c'], 'its answer waits for the end of TWAIT');
	node.hear('02 18');
	t.deepEqual(node.takeTold(), ['Asleep 30', 'Asleep 60']);
});

test('the command "sleep 0" ends all sleep, and "sleep" puts a node to bed that never slept', t => {
	const node = awake();
	command(node, 'sleep 0');
	node.hear('02 17');
	t.is(node.hear('03 05 00').length, 1, 'the answer');
	t.deepEqual(node.after(89_999), []);
	t.deepEqual(node.after(1), ['1 0216'], 'it has a keep-alive again');
	node.hear('02 17');
	t.deepEqual(command(node, 'sleep 30').slice(1), [DISCONNECT]);
});

const durations: [command: string, duration: string | undefined][] = [
	['sleep 65535', 'ffff'],
	['sleep 65536', 'ffff'],
	['sleep 4294967297', 'ffff'],
	['sleep', undefined],
	['sleep x', undefined],
	['sleep -1', undefined],
	['sleep 1 ', undefined],
];
for (const [text, duration] of durations) {
	test(`the command "${text}" means ${duration ?? 'nothing'}`, t => {
		const node = activeNode();
		const sent = command(node, text).slice(1);
		t.deepEqual(sent, duration === undefined ? [] : [`1 0418${duration}`]);
	});
}

test('the command "disconnect" to a sleeper ends its session, not its sleep', t => {
	const node = awake();
	command(node, 'disconnect');
	node.hear('02 17');
	t.deepEqual(node.hear('03 05 00').slice(1), ['1 0218']);
});

test('a sleeper keeps its will and its topics: nothing is asked, registered or subscribed', t => {
	const node = connectedNode({App: AppKind.Actuator, SleepS: 30, Will: 1});
	node.hear('07 0b 0005 0001 00');
	node.hear('08 13 00 0006 0002 00');
	node.hear('02 18');
	t.deepEqual(node.after(30_000), [PINGREQ]);
	node.hear('09 0c 00 0006 0000 6f6e');
	t.deepEqual(node.hear('02 17'), [RESUME]);
	t.deepEqual(node.hear('03 05 00'), ['1 090c00000500006f6e', DISCONNECT]);
});

test('a sleeper that is told to be silent sleeps until TWAIT is over', t => {
	const node = connectedNode({TopicIdType: 1, Qos: 1, SleepS: 100, WaitMs: 20_000});
	node.take();
	t.deepEqual(node.hear('07 0d 0001 0001 01'), ['1 04180064']);
	node.hear('02 18');
	t.deepEqual(node.after(19_999), []);
	t.deepEqual(node.after(1), [RESUME]);
});

/** An actuator whose DISCONNECT with Duration is out, in `sent`. */
function dozing(config: Config = {}): Node {
	const node = connectedNode({App: AppKind.Actuator, TopicIdType: 1, SleepS: 30, ...config});
	node.take();
	node.sent = node.hear('08 13 00 0000 0001 00');
	return node;
}

function sleeping(config: Config = {}): Node {
	return asleep(dozing(config));
}

function awake(config: Config = {}): Node {
	const node = sleeping(config);
	node.after(30_000);
	node.takeTold();
	return node;
}

function asleep(node: Node): Node {
	node.hear('02 18');
	node.take();
	node.takeTold();
	return node;
}

/** A sensor that has published once, at the 500th ms. */
function sleepingSensor(config: Config): Node {
	return asleep(connectedNode({TopicIdType: 1, ...config}));
}

function command(node: Node, text: string): string[] {
	const size = (7 + text.length).toString(16).padStart(2, '0');
	return node.hear(`${size} 0c 01 0002 0000 ${hex(text)}`);
}

function publish(sample: number): string {
	return `1 0f0c0100010000${hex(`0 ${sample} 2150`)}`;
}
