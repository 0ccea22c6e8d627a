/* Looking for gateways, and which one is taken: MQTT-SN 1.2, sections 6.1 and 6.2. */
import test from 'ava';
import {AppKind, activeNode, bootNode, Counter, EUI, hex, type Node} from './page.js';

const SEARCHGW = 'ffff 030100';
const CONNECT = `16040401 0078${hex(EUI)}`.replaceAll(' ', '');
const HOUR_MS = 3_600_000;

test('a node without an app never sends, whatever it hears', t => {
	const node = bootNode({App: AppKind.None});
	t.deepEqual(node.at(1000), []);
	t.deepEqual(node.hear('05 00 07 0001'), []);
	t.deepEqual(node.hear('03 02 07'), []);
	t.deepEqual(node.hear('02 16'), []);
	t.deepEqual(node.at(HOUR_MS), []);
	t.deepEqual(node.told, []);
});

test('the first SEARCHGW goes out after a delay by luck, up to TSEARCHGW', t => {
	const node = bootNode({SearchMs: 3000}, {luck: () => 2999});
	t.deepEqual(node.at(2998), []);
	t.deepEqual(node.at(2999), [SEARCHGW]);
});

test('the delay by luck is never longer than TSEARCHGW', t => {
	const node = bootNode({SearchMs: 3000}, {luck: () => 3001});
	t.deepEqual(node.at(0), [SEARCHGW], '3001 is one past the bound, and wraps to 0');
});

test('a SEARCHGW overheard during the delay replaces our own', t => {
	const node = bootNode({SearchMs: 3000}, {luck: () => 2999});
	t.deepEqual(node.hear('03 01 00', 9), []);
	t.deepEqual(node.at(2999), []);
	t.deepEqual(node.at(4497), [], 'as if sent at 0: the gap is 3000 and 1498 by luck');
	t.deepEqual(node.at(4498), [SEARCHGW]);
});

test('a SEARCHGW overheard after our own changes nothing', t => {
	const node = bootNode({SearchMs: 3000});
	t.deepEqual(node.at(100), [SEARCHGW]);
	node.hear('03 01 00', 9);
	t.deepEqual(node.at(2999), []);
	t.deepEqual(node.at(3000), [SEARCHGW]);
});

test('unanswered SEARCHGW are sent in doubling gaps, never longer than five minutes', t => {
	const node = bootNode({App: AppKind.Actuator});
	const times: number[] = [];
	while (times.length < 10) {
		if (node.at(node.dueMs).length > 0) times.push(node.sinceBootMs / 1000);
	}
	const gaps = times.slice(1).map((time, i) => time - times[i]!);
	t.deepEqual(gaps, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
});

test('GWINFO is answered by CONNECT to that gateway', t => {
	const node = bootNode();
	node.at(10);
	t.deepEqual(node.hear('03 02 07', 5), []);
	t.deepEqual(node.at(509), []);
	t.deepEqual(node.at(510), [`5 ${CONNECT}`]);
});

test('ADVERTISE is as good as GWINFO, and spares the SEARCHGW', t => {
	const node = bootNode({}, {luck: () => 400});
	t.deepEqual(node.hear('05 00 07 0384', 5), []);
	t.deepEqual(node.at(1000), [`5 ${CONNECT}`]);
});

test('of the gateways heard within half a second the strongest is taken', t => {
	const node = bootNode();
	node.at(0);
	node.hear('03 02 01', 1, -70);
	node.hear('03 02 02', 2, -50);
	node.hear('03 02 03', 3, -60);
	t.deepEqual(node.at(500), [`2 ${CONNECT}`]);
});

test('of equally strong gateways the first one heard is taken', t => {
	const node = bootNode();
	node.at(0);
	node.hear('03 02 02', 2, -50);
	node.hear('03 02 01', 1, -50);
	t.deepEqual(node.at(500), [`2 ${CONNECT}`]);
});

test('a gateway heard again counts with its latest strength', t => {
	const node = bootNode();
	node.at(0);
	node.hear('03 02 01', 1, -50);
	node.hear('03 02 02', 2, -60);
	node.hear('03 02 01', 1, -70);
	t.deepEqual(node.at(500), [`2 ${CONNECT}`]);
});

test('a ninth gateway gets a place if it is stronger than one of the eight', t => {
	const node = bootNode();
	for (let peer = 1; peer <= 8; peer++) node.hear(`03 02 0${peer}`, peer, -80);
	node.hear('03 02 09', 9, -79);
	t.deepEqual(node.at(500), [`9 ${CONNECT}`]);
});

test('a ninth gateway that is no stronger gets no place', t => {
	const node = bootNode();
	for (let peer = 1; peer <= 8; peer++) node.hear(`03 02 0${peer}`, peer, -80);
	node.hear('03 02 09', 9, -80);
	const taken: string[] = [];
	for (let peer = 1; peer <= 8; peer++) {
		taken.push(...node.after(500).filter(sent => sent.endsWith(CONNECT)));
		node.hear('03 05 03', peer);
	}
	t.deepEqual(
		taken,
		[1, 2, 3, 4, 5, 6, 7, 8].map(peer => `${peer} ${CONNECT}`),
	);
	t.deepEqual(node.after(500), [SEARCHGW], 'nobody is left');
});

test('a gateway that refused keeps its place in a full table, so that it is not asked again', t => {
	const node = bootNode();
	node.hear('03 02 01', 1, -90);
	node.at(500);
	node.hear('03 05 03');
	for (let peer = 2; peer <= 9; peer++) node.hear(`03 02 0${peer}`, peer, peer - 90);
	t.deepEqual(node.after(500), [`9 ${CONNECT}`]);
	node.hear('03 02 01', 1, -10);
	node.hear('03 05 03', 9);
	t.deepEqual(node.after(500), [`8 ${CONNECT}`]);
});

/** Connects, and loses the connection so late that `lostMs` + 500 is the time to choose again. */
const expiry = test.macro((t, announcement: string, lostMs: number, chosen: string) => {
	const node = bootNode({App: AppKind.Actuator, RetryMs: 86_400_000});
	node.hear(announcement);
	node.at(500);
	node.hear('03 05 00');
	node.at(lostMs);
	node.hear('02 18');
	t.deepEqual(node.at(lostMs + 500), [chosen]);
});

const AGAIN = `1 ${CONNECT}`;
const EVERY_100_S = '05 00 07 0064';
test('a gateway is known for three times its Duration', expiry, EVERY_100_S, 299_499, AGAIN);
test('a gateway is forgotten after that', expiry, EVERY_100_S, 299_500, SEARCHGW);
test('a GWINFO holds for 45 minutes', expiry, '03 02 07', 2_699_499, AGAIN);
test('a GWINFO is forgotten after that', expiry, '03 02 07', 2_699_500, SEARCHGW);
test('a Duration of 0 says nothing: 45 minutes', expiry, '05 00 07 0000', 2_699_499, AGAIN);

test('a client that answers for a gateway names its address', t => {
	const node = bootNode();
	node.hear('05 02 07 0005', 99);
	t.deepEqual(node.at(500), [`5 ${CONNECT}`]);
});

test('a gateway heard itself is preferred to one that was only heard of', t => {
	const node = bootNode();
	node.hear('05 02 07 0005', 99, -10);
	node.hear('03 02 08', 6, -90);
	t.deepEqual(node.at(500), [`6 ${CONNECT}`]);
});

test('what a client says of a gateway does not change what we heard of it', t => {
	const node = bootNode();
	node.hear('03 02 07', 5, -50);
	node.hear('05 02 07 0005', 99, -10);
	node.hear('03 02 08', 6, -60);
	t.deepEqual(node.at(500), [`5 ${CONNECT}`]);
});

for (const size of [1, 3]) {
	test(`a GwAdd of ${size} octets is no link address, and counted`, t => {
		const node = bootNode();
		node.hear(`0${3 + size} 02 07 ${'05'.repeat(size)}`, 99);
		t.deepEqual(node.at(500), [SEARCHGW]);
		t.is(node.count(Counter.Unexpected), 1);
	});
}

const SEARCHGW_OF_ANOTHER = '03 01 00';
/** Gateway 7 at link address 1, as a client names it. */
const HINT = 'ffff 0502070001';

test('a SEARCHGW of another is answered with our gateway after a delay by luck', t => {
	const node = knowing(4999);
	t.deepEqual(node.hear(SEARCHGW_OF_ANOTHER, 9), []);
	t.deepEqual(node.after(4998), []);
	t.deepEqual(node.after(1), [HINT]);
	t.deepEqual(node.after(5000), [], 'once');
});

test('that delay is never longer than TGWINFO', t => {
	const node = knowing(5001);
	node.hear(SEARCHGW_OF_ANOTHER, 9);
	t.deepEqual(node.after(0), [HINT], '5001 is one past the bound, and wraps to 0');
});

test('TGWINFO is what the config says', t => {
	const node = knowing(1000, {GwinfoMs: 1000});
	node.hear(SEARCHGW_OF_ANOTHER, 9);
	t.deepEqual(node.after(999), []);
	t.deepEqual(node.after(1), [HINT]);
});

test('a GWINFO of anybody in the meantime spares ours', t => {
	for (const gwinfo of ['03 02 08', '05 02 08 0004']) {
		const node = knowing(1000);
		node.hear(SEARCHGW_OF_ANOTHER, 9);
		node.hear(gwinfo, 3);
		t.deepEqual(node.after(5000), []);
	}
});

test('a second SEARCHGW changes neither the delay nor the number of answers', t => {
	const node = knowing(1000);
	node.hear(SEARCHGW_OF_ANOTHER, 9);
	node.after(500);
	node.hear(SEARCHGW_OF_ANOTHER, 8);
	t.deepEqual(node.after(500), [HINT]);
	t.deepEqual(node.after(5000), []);
});

test('what was only heard of is not passed on', t => {
	const node = bootNode({App: AppKind.Actuator});
	node.hear('05 02 07 0001', 99);
	node.hear(SEARCHGW_OF_ANOTHER, 9);
	t.deepEqual(
		node.at(500).filter(sent => sent.startsWith('ffff')),
		[],
	);
});

test('a gateway that fell silent while the answer was due is not named', t => {
	const node = knowing(1000, {KeepAliveS: 2, RetryMs: 100, RetryCount: 1});
	node.after(1000);
	node.hear(SEARCHGW_OF_ANOTHER, 9);
	t.false(node.after(1000).includes(HINT));
});

test('neither a node without an app nor a sleeper answers for a gateway', t => {
	const mute = bootNode({App: AppKind.None});
	mute.hear('03 02 07');
	mute.hear(SEARCHGW_OF_ANOTHER, 9);
	t.deepEqual(mute.after(5000), []);

	const sleeper = activeNode({SleepS: 30});
	sleeper.hear('02 18');
	sleeper.hear(SEARCHGW_OF_ANOTHER, 9);
	t.deepEqual(sleeper.after(5000), []);
});

/** A node that is connected to its gateway, and whose luck is `luck` from now on. */
function knowing(luck: number, config = {}): Node {
	let drawn = 0;
	const node = activeNode(config, {luck: () => drawn});
	drawn = luck;
	return node;
}
