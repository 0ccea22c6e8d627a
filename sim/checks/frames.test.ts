import test from 'ava';
import {Event, Outcome} from '../kernel/trace.js';
import {FrameCheck, type FrameCounts} from './frames.js';

test('a frame for one radio counts by what became of it there', t => {
	const check = new FrameCheck();
	const {heard, deaf, tooWeak, collided} = Outcome;
	for (const outcome of [heard, heard, heard, deaf, tooWeak, tooWeak, collided]) {
		check.sent(1, 0);
		check.reception(1, 0, outcome);
	}
	t.like(check.verdict(), {sent: 7, delivered: 3, deaf: 1, tooWeak: 2, collided: 1});
});

test('a broadcast is one frame sent, and who heard it is not counted', t => {
	const check = new FrameCheck();
	check.sent(0, -1);
	for (const receiver of [1, 2, 3]) check.reception(0, receiver, Outcome.collided);
	check.sent(1, 0);
	check.reception(1, 0, Outcome.heard);
	t.like(check.verdict(), {sent: 2, delivered: 1, collided: 0});
});

const counted = test.macro({
	title: (_, event: keyof typeof Event) => `${event} has a count of its own`,
	exec(t, event: keyof typeof Event, count: keyof FrameCounts) {
		const check = new FrameCheck();
		check.event(Event[event]);
		check.event(Event[event]);
		const {[count]: counts, ...others} = check.verdict();
		t.is(counts, 2);
		t.true(Object.values(others).every(other => other === 0));
	},
});
test(counted, 'noAck', 'noAck');
test(counted, 'queueFull', 'queueFull');
test(counted, 'retry', 'retries');
test(counted, 'channelAccessFailure', 'channelAccessFailures');

test('what is no matter of the MAC changes no count', t => {
	const check = new FrameCheck();
	for (const event of [Event.trap, Event.report, Event.delivered, Event.commanded]) {
		check.event(event);
	}
	t.deepEqual(check.verdict(), new FrameCheck().verdict());
});
