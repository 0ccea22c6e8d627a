/* The will at CONNECT and later: MQTT-SN 1.2, sections 6.3 and 6.4. */
import test from 'ava';
import {AppKind, activeNode, bootNode, type Config, Counter, EUI, hex, type Node} from './page.js';

const LEFT = 1;
const TAKEN_BACK = 2;
const TOPIC = hex(`node/${EUI}/state`);
const WILLTOPIC = `1 1e0700${TOPIC}`;
const WILLMSG = `1 0609${hex('lost')}`;
const TOPIC_MAX = 40;
const MESSAGE_MAX = 64;

/* CleanSession, Will, the Flags of the first CONNECT and of the second. */
const FLAGS: [kind: number, will: number, first: string, second: string][] = [
	[0, 0, '04', '04'],
	[0, LEFT, '0c', '0c'],
	[0, TAKEN_BACK, '0c', '04'],
	[1, 0, '04', '04'],
	[1, LEFT, '0c', '0c'],
	[2, 0, '00', '00'],
	[2, LEFT, '08', '08'],
	[2, TAKEN_BACK, '08', '00'],
	[3, 0, '04', '04'],
	[0, 3, '04', '04'],
];
for (const [CleanSession, Will, first, second] of FLAGS) {
	test(`with CleanSession ${CleanSession} and Will ${Will} the Flags are ${first}, then ${second}`, t => {
		const node = connecting({CleanSession, Will});
		t.is(flagsOf(node.take()), first);
		node.hear('03 05 00');
		node.hear('02 18');
		t.is(flagsOf(node.after(500)), second);
	});
}

test('at QoS 2 the session is clean once, then kept', t => {
	const node = connecting({Qos: 2});
	t.is(flagsOf(node.take()), '04');
	node.hear('03 05 01');
	node.hear('03 02 08', 2);
	t.is(flagsOf(node.after(500)), '04', 'it has not begun yet');
	node.hear('03 05 00', 2);
	node.hear('02 18', 2);
	t.is(flagsOf(node.after(500)), '00');
});

test('where a session of an earlier life is kept MsgIds begin by luck', t => {
	const config = {App: AppKind.Actuator, TopicIdType: 1};
	t.is(subscribed({...config, CleanSession: 2}), '1 07120101010002');
	t.is(subscribed(config), '1 07120100010002');
});

test('the gateway asks for topic and message before it accepts', t => {
	const node = connecting({Will: LEFT});
	node.take();
	t.deepEqual(node.hear('02 06'), [WILLTOPIC]);
	t.deepEqual(node.hear('02 08'), [WILLMSG]);
	t.deepEqual(node.takeTold(), []);
	node.hear('03 05 00');
	t.deepEqual(node.takeTold(), ['Connected 7']);
});

const willFlags: [WillQos: number, WillRetain: number, flags: string][] = [
	[1, 0, '20'],
	[2, 1, '50'],
	[3, 0, '40'],
];
for (const [WillQos, WillRetain, flags] of willFlags) {
	test(`a WillQos of ${WillQos} and WillRetain ${WillRetain} are the Flags ${flags}`, t => {
		const node = connecting({Will: LEFT, WillQos, WillRetain});
		node.take();
		t.deepEqual(node.hear('02 06'), [WILLTOPIC.replace('0700', `07${flags}`)]);
	});
}

test('a will that is taken back is an empty WILLTOPIC, and nothing more is asked', t => {
	const node = connecting({Will: TAKEN_BACK});
	node.take();
	t.deepEqual(node.hear('02 06'), ['1 0207']);
	node.hear('03 05 00');
	t.deepEqual(node.takeTold(), ['Connected 7']);
});

test('each step is sent again until it is answered, then the gateway is given up', t => {
	const node = connecting({Will: LEFT, RetryMs: 1000, RetryCount: 2});
	node.take();
	node.after(900);
	node.hear('02 06');
	t.deepEqual(node.after(2000), [WILLTOPIC, WILLTOPIC]);
	node.hear('02 08');
	t.deepEqual(node.after(2000), [WILLMSG, WILLMSG]);
	t.deepEqual(node.after(1000), ['ffff 030100']);
	t.deepEqual(node.takeTold(), []);
});

test('a question that is asked again is answered again', t => {
	const node = connecting({Will: LEFT});
	node.take();
	node.hear('02 06');
	t.deepEqual(node.hear('02 06'), [WILLTOPIC]);
	node.hear('02 08');
	t.deepEqual(node.hear('02 08'), [WILLMSG]);
	t.deepEqual(node.hear('02 06'), [WILLTOPIC], 'a gateway that begins anew');
});

test('a gateway may accept without having asked for everything', t => {
	for (const questions of [[], ['02 06'], ['02 08']]) {
		const node = connecting({Will: LEFT});
		for (const question of questions) node.hear(question);
		node.hear('03 05 00');
		t.deepEqual(node.takeTold(), ['Connected 7']);
	}
});

test('questions about a will that was not announced are counted, later ones too', t => {
	const silent = connecting();
	silent.take();
	t.deepEqual([...silent.hear('02 06'), ...silent.hear('02 08')], []);
	t.is(silent.count(Counter.Unexpected), 2);

	const node = activeNode({Will: LEFT});
	t.deepEqual([...node.hear('02 06'), ...node.hear('02 08')], []);
	t.is(node.count(Counter.Unexpected), 2);
});

test('the command "willtopic" sends WILLTOPICUPD after its answer', t => {
	const node = activeNode({Will: LEFT, WillQos: 1, WillRetain: 1});
	t.deepEqual(command(node, 'willtopic a/b').slice(1), ['1 061a30612f62']);
	node.hear('03 1b 00');
	t.deepEqual(node.takeTold().slice(2), ['WillUpdated 0']);
	t.is(reconnected(node), '1 060730612f62', 'the next CONNECT has it too');
});

test('the command "willtopic" without a name takes the will back', t => {
	const node = activeNode({Will: LEFT});
	t.deepEqual(command(node, 'willtopic').slice(1), ['1 021a']);
	node.hear('03 1b 00');
	node.hear('02 18');
	t.is(flagsOf(node.after(500)), '04');
});

test('a will that nobody was heard to take back is taken back by CONNECT', t => {
	const node = activeNode({Will: LEFT, CleanSession: 2});
	command(node, 'willtopic');
	node.hear('02 18');
	t.is(flagsOf(node.after(500)), '08');
	t.deepEqual(node.hear('02 06'), ['1 0207']);
});

test('the command "willmsg" sends WILLMSGUPD after its answer', t => {
	const node = activeNode({Will: LEFT});
	t.deepEqual(command(node, 'willmsg bye').slice(1), [`1 051c${hex('bye')}`]);
	node.hear('03 1d 03');
	t.deepEqual(node.takeTold().slice(2), ['WillUpdated 3']);
	t.deepEqual(command(node, 'willmsg').slice(1), ['1 021c'], 'it may be empty');
});

test('topic and message are updated one after the other', t => {
	const node = activeNode({Will: LEFT, RetryMs: 1000});
	command(node, 'willtopic a');
	command(node, 'willmsg b');
	t.deepEqual(node.after(1000), ['1 041a0061'], 'sent again');
	t.deepEqual(node.hear('03 1d 00'), [], 'not the answer');
	t.deepEqual(node.hear('03 1b 00').slice(1), ['1 031c62']);
	t.deepEqual(node.hear('03 1d 00'), []);
});

test('an update that meets congestion is sent again after TWAIT', t => {
	const node = activeNode({Will: LEFT, WaitMs: 30_000});
	command(node, 'willmsg b');
	node.hear('03 1d 01');
	t.deepEqual(node.after(29_999), []);
	t.deepEqual(node.after(1), ['1 031c62']);
});

test('a topic that changes while its update is under way is sent once more', t => {
	const node = activeNode({Will: LEFT});
	command(node, 'willtopic a');
	command(node, 'willtopic');
	t.deepEqual(node.hear('03 1b 00').slice(1), ['1 021a']);
});

test('to take the will back spares the update of its message', t => {
	const node = activeNode({Will: LEFT});
	command(node, 'willtopic a');
	command(node, 'willmsg b');
	command(node, 'willtopic');
	t.deepEqual(node.hear('03 1b 00').slice(2), ['1 021a']);
	t.deepEqual(node.hear('03 1b 00'), []);
});

test('a topic of 40 octets is taken, and one of 41 changes nothing', t => {
	const node = activeNode({Will: LEFT});
	const longest = 'w'.repeat(TOPIC_MAX);
	t.deepEqual(command(node, `willtopic ${longest}`).slice(1), [`1 2b1a00${hex(longest)}`]);
	node.hear('03 1b 00');
	t.deepEqual(command(node, `willtopic ${longest}w`).slice(1), []);
});

test('a message of 64 octets is taken, and one of 65 changes nothing', t => {
	const node = activeNode({Will: LEFT});
	const longest = 'w'.repeat(MESSAGE_MAX);
	t.deepEqual(command(node, `willmsg ${longest}`), [`1 421c${hex(longest)}`]);
	node.hear('03 1d 00');
	t.deepEqual(command(node, `willmsg ${longest}w`), []);
});

test('a word that only begins like a command is none', t => {
	const node = activeNode({Will: LEFT});
	t.is(command(node, 'willtopics').length, 1);
	t.is(command(node, 'will').length, 1);
});

function connecting(config: Config = {}): Node {
	const node = bootNode({App: AppKind.Actuator, TopicIdType: 1, ...config});
	node.hear('03 02 07');
	node.sent = node.after(500);
	return node;
}

/** The Flags of the one CONNECT in `sent`. */
function flagsOf(sent: string[]): string {
	return /^\w+ 1604(?<flags>..)01/.exec(sent.at(-1)!)!.groups!['flags']!;
}

/** What an actuator subscribes with when all luck is 256. */
function subscribed(config: Config): string {
	const node = bootNode(config, {luck: () => 256});
	node.hear('03 02 07');
	node.after(1000);
	return node.hear('03 05 00')[0]!;
}

/** What the node answers to WILLTOPICREQ over its next connection. */
function reconnected(node: Node): string {
	node.hear('02 18');
	node.after(500);
	return node.hear('02 06')[0]!;
}

function command(node: Node, text: string): string[] {
	const size = (7 + text.length).toString(16).padStart(2, '0');
	return node.hear(`${size} 0c 01 0002 0000 ${hex(text)}`);
}
