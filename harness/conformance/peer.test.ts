import test from 'ava';
import {encode, type Message} from '../wire/wire.js';
import {Deviation} from './case.js';
import {Transcript} from './line.js';
import {Peer} from './peer.js';

test('what matches is handed back, and noted', async t => {
	const {peer, transcript, hears} = bench();
	hears(0, {type: 'CONNACK', returnCode: 0});
	const message = await peer.ask({type: 'PINGREQ'}, {type: 'CONNACK', returnCode: 0});
	t.deepEqual(message, {type: 'CONNACK', returnCode: 0});
	t.deepEqual(transcript.lines, ['client 1 > 0216', 'client 1 < 030500']);
});

test('what does not match is a Deviation that names both', async t => {
	const {peer, hears} = bench();
	hears(0, {type: 'CONNACK', returnCode: 3});
	const {message} = await t.throwsAsync(peer.expect({type: 'CONNACK', returnCode: 0}), ours);
	t.is(message, 'CONNACK returnCode=3 instead of CONNACK returnCode=0');
});

test('an answer that the clock tells from the last millisecond is late', async t => {
	const {peer, hears} = bench();
	hears(100, {type: 'PINGRESP'});
	await t.throwsAsync(peer.expect({type: 'PINGRESP'}, 98), ours);
	await t.notThrowsAsync(peer.expect({type: 'PINGRESP'}, 0));
});

test('silence is broken by any message', async t => {
	const {peer, hears} = bench();
	await t.notThrowsAsync(peer.silence(100));
	hears(150, {type: 'PINGRESP'});
	await t.throwsAsync(peer.silence(100), ours);
});

test('octets that are no message break it too', async t => {
	const {peer, arrives} = bench();
	arrives(0, Uint8Array.of(3, 0x17));
	const {message} = await t.throwsAsync(peer.silence(100), ours);
	t.is(message, 'octets that are no message: LengthMismatch');
});

test('what may come at any time is heard only by whoever asks for it', async t => {
	const {peer, hears} = bench();
	const advertise = {type: 'ADVERTISE', gwId: 1, durationS: 9} as const;
	hears(0, advertise);
	await t.notThrowsAsync(peer.silence(10));
	hears(10, advertise);
	t.deepEqual(await peer.expect({type: 'ADVERTISE'}), advertise);
});

test('to seek is to pass over other types, and not over a wrong one', async t => {
	const {peer, hears} = bench();
	hears(0, {type: 'PINGRESP'});
	hears(5, {type: 'PUBREC', msgId: 7});
	t.deepEqual(await peer.seek({type: 'PUBREC', msgId: 7}), {type: 'PUBREC', msgId: 7});
	hears(10, {type: 'PUBREC', msgId: 8});
	await t.throwsAsync(peer.seek({type: 'PUBREC', msgId: 7}), ours);
});

const ours = {instanceOf: Deviation};

/** A clock that only wait() turns, and a place at which octets arrive when they are due. */
function bench() {
	const due: {atMs: number; octets: Uint8Array}[] = [];
	const inbox: Uint8Array[] = [];
	const transcript = new Transcript();
	let nowMs = 0;
	const turn = () => {
		while (due.length > 0 && due[0]!.atMs <= nowMs) inbox.push(due.shift()!.octets);
	};
	const clock = {
		patienceMs: 1000,
		quietMs: 100,
		resolutionMs: 1,
		async wait(ms: number, done: () => boolean) {
			const untilMs = nowMs + ms;
			turn();
			while (!done() && nowMs < untilMs) {
				nowMs += 1;
				turn();
			}
			return done();
		},
	};
	const arrives = (atMs: number, octets: Uint8Array) => void due.push({atMs, octets});
	const hears = (atMs: number, message: Message) => arrives(atMs, encode(message));
	const port = {inbox, send: () => {}};
	const peer = new Peer({name: 'client 1', port, clock, transcript, ignored: ['ADVERTISE']});
	return {peer, transcript, arrives, hears};
}
