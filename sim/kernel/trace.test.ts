import test from 'ava';
import {Scheduler} from './scheduler.js';
import {Event, Outcome, Trace} from './trace.js';

const base = {time: 10, sender: 1, receiver: 2, rssi: -5000, digest: 0xbeef, octet: 7};

const differs = test.macro({
	title: (_, what: keyof typeof base) => `a run that differs in ${what} alone has another hash`,
	exec(t, what: keyof typeof base) {
		t.not(hashOf({...base, [what]: base[what] + 1}), hashOf(base));
	},
});
test(differs, 'time');
test(differs, 'sender');
test(differs, 'receiver');
test(differs, 'rssi');
test(differs, 'digest');
test(differs, 'octet');

test('the order of two events at one time is part of the hash', t => {
	const [a, b] = [bench(), bench()];
	a.trace.event(Event.retry, 1, 0, 0);
	a.trace.event(Event.retry, 2, 0, 0);
	b.trace.event(Event.retry, 2, 0, 0);
	b.trace.event(Event.retry, 1, 0, 0);
	t.not(a.trace.hash, b.trace.hash);
});

test('observers change nothing and are told in order', t => {
	const [watched, unwatched] = [bench(), bench()];
	const seen: string[] = [];
	watched.trace.watch({event: (event, subject) => void seen.push(`first ${event} ${subject}`)});
	watched.trace.watch({event: (event, subject) => void seen.push(`second ${event} ${subject}`)});
	for (const {trace} of [watched, unwatched]) trace.event(Event.noAck, 3, 60, 3);
	t.deepEqual(seen, [`first ${Event.noAck} 3`, `second ${Event.noAck} 3`]);
	t.is(watched.trace.hash, unwatched.trace.hash);
});

test('who stands where and follows whom is told, and is no event', t => {
	const [watched, unwatched] = [bench(), bench()];
	const seen: string[] = [];
	watched.trace.watch({
		moved: (radio, xM, yM) => void seen.push(`${radio} at ${xM}, ${yM}`),
		parentChanged: (radio, parent) => void seen.push(`${radio} under ${parent}`),
	});
	watched.trace.moved(3, 1.5, 2);
	watched.trace.parentChanged(3, 1);
	t.deepEqual(seen, ['3 at 1.5, 2', '3 under 1']);
	t.is(watched.trace.hash, unwatched.trace.hash);
	t.is(watched.trace.count, 0);
});

function hashOf({time, sender, receiver, rssi, digest, octet}: typeof base): string {
	const {scheduler, trace} = bench();
	scheduler.run(time);
	trace.sent(sender, receiver, {octets: new Uint8Array(60), size: 60, digest});
	trace.reception(sender, receiver, Outcome.heard, rssi);
	trace.event(Event.report, sender, 1, 0, Uint8Array.of(1, 2, octet));
	return trace.hash;
}

function bench() {
	const scheduler = new Scheduler();
	return {scheduler, trace: new Trace(scheduler)};
}
