import test from 'ava';
import {Scheduler} from '../kernel/scheduler.js';
import {Outcome, Trace} from '../kernel/trace.js';
import {AirCapture, type CaptureScope} from './capture.js';
import {type CapturedFrame, Pcapng} from './pcapng.js';

/* Radios 0 and 1 are gateways, 2 and above are nodes. */

test('a frame is dated by the end of its SHR', t => {
	const {send, written} = bench();
	// 20 octets take 832 us, of which the SHR is 160.
	send(1000, 2, 0, [[0, Outcome.heard, -6000]]);
	t.deepEqual(
		written().map(({timeUs, size}) => [timeUs, size]),
		[[1000 - 832 + 160, 20]],
	);
});

test('a frame is written once, when the next one comes or at the end', t => {
	const {send, pcapng, written} = bench();
	send(1000, 2, 0, []);
	t.is(pcapng.frames.length, 0);
	send(3000, 3, 0, []);
	t.is(pcapng.frames.length, 1);
	t.is(written().length, 2);
	t.is(written().length, 2);
});

const remark = test.macro<[outcome: keyof typeof Outcome, comment?: string]>({
	title: (_, outcome) => `a frame for one radio says that it was ${outcome}`,
	exec(t, outcome, comment) {
		const {send, written} = bench();
		send(1000, 2, 0, [[0, Outcome[outcome], -8712]]);
		t.like(written()[0], {rssiDbm: -87.12});
		t.is(written()[0].comment, comment);
	},
});
test(remark, 'heard');
test(remark, 'deaf', 'receiver was not listening');
test(remark, 'tooWeak', 'too weak');
test(remark, 'collided', 'collided');

test('a remark belongs to one frame alone', t => {
	const {send, written} = bench();
	send(1000, 2, 0, [[0, Outcome.collided, -6000]]);
	send(3000, 2, -1, [[0, Outcome.heard, -6000]]);
	t.deepEqual(
		written().map(({comment}) => comment),
		['collided', undefined],
	);
});

test('a broadcast of a node has the power at the gateway that heard it loudest', t => {
	const {send, written} = bench();
	send(1000, 2, -1, [
		[0, Outcome.heard, -8000],
		[1, Outcome.collided, -7000],
		[3, Outcome.heard, -5000],
	]);
	t.like(written()[0], {rssiDbm: -70});
	t.is(written()[0].comment, undefined);
});

test('a broadcast of a gateway has the power at whoever heard it loudest', t => {
	const {send, written} = bench();
	send(1000, 0, -1, [
		[1, Outcome.heard, -8000],
		[3, Outcome.heard, -5000],
	]);
	t.like(written()[0], {rssiDbm: -50});
});

test('a frame has the channel of its sender', t => {
	const {send, written} = bench();
	for (const sender of [0, 3]) send(1000 * (1 + sender), sender, -1, []);
	t.deepEqual(
		written().map(({channel}) => channel),
		[15, 18],
	);
});

const scoped = test.macro<[scope: CaptureScope, ...expected: string[]]>({
	title: (_, scope) => `a capture of ${scope} has its share of the frames`,
	exec(t, scope, ...expected) {
		const {send, written} = bench(scope);
		for (const [index, [from, to]] of [
			[2, 3],
			[2, 1],
			[1, 2],
			[2, -1],
		].entries()) {
			send(1000 * (index + 1), from, to, []);
		}
		t.deepEqual(
			written().map(({octets}) => `${octets[0]}>${octets[1]}`),
			expected,
		);
	},
});
test(scoped, 'all', '2>3', '2>1', '1>2', '2>255');
test(scoped, 'gateways', '2>1', '1>2', '2>255');

/** Keeps the frames that it is given. */
class Frames extends Pcapng {
	readonly frames: CapturedFrame[] = [];

	override packet(frame: CapturedFrame): void {
		this.frames.push({...frame, octets: frame.octets.slice(0, frame.size)});
	}
}

type Reception = readonly [receiver: number, outcome: Outcome, rssiCdbm: number];

function bench(scope: CaptureScope = 'all') {
	const scheduler = new Scheduler();
	const trace = new Trace(scheduler);
	const pcapng = new Frames(() => {}, {sizeMax: 1000, application: 'test'});
	const channels = [15, 16, 17, 18];
	const capture = new AirCapture({trace, pcapng, scope, gatewayCount: 2, channels});
	trace.watch(capture);
	const octets = new Uint8Array(128);
	return {
		pcapng,
		/** The last octet of 20 leaves at `endUs`; the first two name sender and audience. */
		send(endUs: number, sender: number, audience: number, receptions: readonly Reception[]) {
			scheduler.run(endUs);
			octets.set([sender, audience]);
			trace.sent(sender, audience, {octets, size: 20, digest: 0});
			for (const [receiver, outcome, rssi] of receptions) {
				trace.reception(sender, receiver, outcome, rssi);
			}
		},
		written(): readonly CapturedFrame[] {
			capture.flush();
			return pcapng.frames;
		},
	};
}
