import test from 'ava';
import tryCase from './try-case.js';

/* While 65 of 100 frames are lost, nodes and gateway give each other up again and again. */

const SEEDS = 12;

const once = test.macro({
	title: (_, session: string) =>
		`nothing comes twice at QoS 2, whoever gives up: session ${session}`,
	async exec(t, session: string) {
		for (let seed = 1; seed <= SEEDS; seed++) {
			const {finding, invalid} = await tryCase({text: badMinute(session, seed), folder: '.'});
			t.is(invalid, undefined);
			t.not(finding?.kind, 'doubled', `seed ${seed}: ${finding?.what}`);
		}
	},
});
test(once, 'clean');
test(once, 'default');
test(once, 'kept');

function badMinute(session: string, seed: number): string {
	const habits = `session: ${session}, start: {within: 3s}, retry: {after: 2s, count: 2}`;
	return `
name: bad-minute
duration: 100s
seed: ${seed}
area: {widthM: 12, heightM: 12}
gateways: [{count: 1}]
nodes:
  - {name: sensor, app: sensor, count: 4, publish: {every: 4s, jitter: 1s, qos: 2}, ${habits}}
  - {name: valve, app: actuator, count: 2, subscribe: {qos: 2}, ${habits}}
traffic: {commands: {every: 10s, qos: 2}}
faults: [{kind: frame-loss, share: 0.65, at: 20s, for: 1m}]`;
}
