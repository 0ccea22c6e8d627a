import test from 'ava';
import {Scheduler} from '../kernel/scheduler.js';
import {Event, Trace} from '../kernel/trace.js';
import {Report} from '../node/report.js';
import {CommandCheck} from './commands.js';

test('a command is answered by its own octets, and the time between is a round trip', t => {
	const {check, tell} = bench();
	tell(100, Event.commanded, 'c1');
	tell(150, Event.commanded, 'c2');
	tell(400, Event.delivered, 'c2');
	t.deepEqual(check.verdict(), {
		sent: 2,
		received: 0,
		repeated: 0,
		repeatedAtQos2: 0,
		answered: 1,
		roundTripsUs: [250],
	});
	t.is(check.open, 1);
});

test('copies that the app is handed are counted, and those at QoS 2 apart', t => {
	const scheduler = new Scheduler();
	const check = new CommandCheck(new Trace(scheduler));
	const handed = (payload: string, qos: number) =>
		check.event(Event.report, 1, Report.commanded, qos, Buffer.from(payload));
	handed('c1', 2);
	handed('c2', 1);
	handed('c2', 1);
	handed('c3', 2);
	handed('c3', 2);
	t.like(check.verdict(), {received: 3, repeated: 2, repeatedAtQos2: 1});
});

test('only the first answer counts', t => {
	const {check, tell} = bench();
	tell(0, Event.commanded, 'c1');
	tell(10, Event.delivered, 'c1');
	tell(20, Event.delivered, 'c1');
	t.deepEqual(check.verdict(), {
		sent: 1,
		received: 0,
		repeated: 0,
		repeatedAtQos2: 0,
		answered: 1,
		roundTripsUs: [10],
	});
});

test('what nobody has asked for answers nothing', t => {
	const {check, tell} = bench();
	tell(0, Event.delivered, 'c1');
	tell(1, Event.commanded, 'c1');
	tell(2, Event.delivered, 'c1 ');
	t.like(check.verdict(), {sent: 1, answered: 0});
	t.is(check.open, 1);
});

test('what a node reports is no answer: only what has been through the broker is', t => {
	const {check, tell} = bench();
	tell(0, Event.commanded, 'c1');
	tell(1, Event.report, 'c1');
	t.is(check.open, 1);
});

function bench() {
	const scheduler = new Scheduler();
	const trace = new Trace(scheduler);
	const check = new CommandCheck(trace);
	trace.watch(check);
	return {
		check,
		tell: (us: number, event: Event, payload: string) => {
			scheduler.run(us);
			trace.event(event, 3, 0, 0, Buffer.from(payload));
		},
	};
}
