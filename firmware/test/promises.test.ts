/* QoS 2 over a bad link: every schedule of losses, copies, delays and lost connections. */
import test from 'ava';
import fc from 'fast-check';
import {FarEnd, type Fate} from './far-end.js';
import {AppKind, bootNode, type Config, hex} from './page.js';

const FATES: Fate[] = ['kept', 'kept', 'kept', 'late', 'lost', 'lost', 'doubled'];
const COMMANDS = ['one', 'two', 'three', 'four'];
const LINK_IS_GOOD_MS = 400_000;
const CONFIG = {App: AppKind.Actuator, TopicIdType: 1, Qos: 2, KeepAliveS: 20};
const HASTY = {RetryMs: 1000, RetryCount: 3, SearchMs: 1000, GwinfoMs: 1000};

const schedules = fc.record({
	fates: fc.array(fc.constantFrom(...FATES), {maxLength: 120}),
	leavesMs: fc.array(fc.integer({min: 1000, max: 30_000}), {maxLength: 3}),
	luck: fc.nat(),
});

const exactlyOnce = test.macro((t, config: Config) => {
	fc.assert(
		fc.property(schedules, ({fates, leavesMs, luck}) => {
			const node = bootNode({...CONFIG, ...HASTY, ...config}, {luck: () => luck});
			const farEnd = new FarEnd(node, COMMANDS.map(hex), fates);
			farEnd.run(LINK_IS_GOOD_MS, leavesMs);
			t.deepEqual(told(node.told, 'Commanded 2 '), COMMANDS.toSorted());
			t.deepEqual(farEnd.answers.toSorted(), COMMANDS.map(hex).toSorted());
			t.deepEqual(told(node.told, 'Acknowledged \\d+ '), COMMANDS.toSorted());
		}),
		{seed: 3, numRuns: 150},
	);
	t.pass();
});

test('commands and answers of QoS 2 arrive exactly once', exactlyOnce, {});
test('so they do at a node that sleeps', exactlyOnce, {SleepS: 3});

/** The payloads of all reports that begin like that, sorted. */
function told(reports: readonly string[], begin: string): string[] {
	const pattern = new RegExp(`^${begin}(.*)$`);
	return reports.flatMap(report => pattern.exec(report)?.[1] ?? []).sort();
}
