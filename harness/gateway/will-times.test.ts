import test from 'ava';
import {Bench, connect, hi} from './bench.js';

/*
 * When the will of a client that has fallen silent goes out: MQTT-SN 1.2, 6.14 and 7.2.
 *
 *   up to a minute   half as long again   |--------- 60 s ---------|------ 30 s ------| will
 *   above            a tenth longer       |--------- 61 s ----------|- 6.1 s -| will
 */
const times: readonly (readonly [timeS: number, afterMs: number])[] = [
	[1, 1500],
	[10, 15_000],
	[30, 45_000],
	[60, 90_000],
	[61, 67_100],
	[90, 99_000],
	[65_535, 72_088_500],
];
const modes = ['transparent', 'aggregating'] as const;
type Mode = (typeof modes)[number];

/** Lets a client fall silent, now, for whom `timeS` counts. */
type Falls = (on: Bench, timeS: number) => void;

const exact = test.macro<[mode: Mode, silent: string, falls: Falls]>({
	title: (_, mode, silent) => `${mode}, the will of a client ${silent} is out to the millisecond`,
	exec(t, mode, _, falls) {
		for (const [timeS, afterMs] of times) {
			const on = new Bench({mode});
			on.runTo(STARTED_MS);
			falls(on, timeS);
			const dueAtMs = on.nowMs + afterMs;
			on.runTo(dueAtMs - 1);
			t.deepEqual(wills(on), [], `${timeS} s: early by a millisecond`);
			t.is(on.gateway.pollAt(), dueAtMs, `${timeS} s: nobody would look in time`);
			on.runTo(dueAtMs);
			t.deepEqual(wills(on), ['gone/n1'], `${timeS} s: late`);
			on.runTo(dueAtMs + 10 * afterMs);
			t.deepEqual(wills(on), [], `${timeS} s: twice`);
		}
	},
});
for (const mode of modes) {
	test(exact, mode, 'that says nothing after CONNACK', withWill);
	test(exact, mode, 'that says nothing after a ping', (on, timeS) => {
		withWill(on, timeS);
		on.runTo(on.nowMs + 1000 * timeS - 1);
		on.hears('a', {type: 'PINGREQ'});
	});
	test(exact, mode, 'that pings when its tolerance is all but gone', (on, timeS) => {
		withWill(on, timeS);
		on.runTo(on.gateway.pollAt() - 1);
		on.hears('a', {type: 'PINGREQ'});
	});
	test(exact, mode, 'that went to sleep for ever', (on, timeS) => {
		withWill(on, OTHER_S);
		on.hears('a', {type: 'DISCONNECT', durationS: timeS});
	});
	test(exact, mode, 'that looked into its mailbox last', (on, timeS) => {
		withWill(on, OTHER_S);
		on.hears('a', {type: 'DISCONNECT', durationS: timeS});
		on.runTo(on.nowMs + 1000 * timeS);
		on.hears('a', {type: 'PINGREQ', clientId: 'n1'});
	});
	test(exact, mode, 'that woke up for good', (on, timeS) => {
		withWill(on, timeS);
		on.hears('a', {type: 'DISCONNECT', durationS: OTHER_S});
		on.runTo(on.nowMs + 1000);
		on.hears('a', connect('n1', {cleanSession: false, durationS: timeS}));
		wills(on);
	});
}

/** So that nothing that counts from zero is right by chance. */
const STARTED_MS = 1_234_567;
/** A keep-alive for a sleeper, or a sleep for one that wakes, which must not count. */
const OTHER_S = 7;

/** Connects `n1` from `a` with a will and this keep-alive. */
function withWill(on: Bench, durationS: number): void {
	const target = {qos: 1, retain: false, willTopic: 'gone/n1'} as const;
	on.hears('a', connect('n1', {durationS, will: true}));
	on.hears('a', {type: 'WILLTOPIC', target});
	on.hears('a', {type: 'WILLMSG', willMsg: hi});
	wills(on);
}

/** Topics published since the last look, by a broker that takes all and answers at once. */
function wills(on: Bench): string[] {
	const topics: string[] = [];
	for (let asked = on.asked(); asked.length > 0; asked = on.asked()) {
		for (const question of asked) {
			const [kind, link] = question;
			if (kind === 'open') on.broker.opened(link, {kind: 'accepted', sessionPresent: false});
			if (kind !== 'publish') continue;
			const [, , token, {topicName}] = question;
			topics.push(topicName);
			on.broker.published(link, token, 'accepted');
		}
	}
	return topics;
}
