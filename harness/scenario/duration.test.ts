import test from 'ava';
import fc from 'fast-check';
import {formatDuration, parseDuration} from './duration.js';

const rows: [text: string, durationMs: number | undefined][] = [
	['0s', 0],
	['1ms', 1],
	['60s', 60_000],
	['90m', 5_400_000],
	['1h', 3_600_000],
	['1h30m', 5_400_000],
	['1h1m1s1ms', 3_661_001],
	['', undefined],
	['60', undefined],
	['s', undefined],
	['1 h', undefined],
	['1.5s', undefined],
	['-1s', undefined],
	['30m1h', undefined],
	['1s1s', undefined],
	['1S', undefined],
	['1d', undefined],
	['9999999h', undefined],
];

for (const [text, durationMs] of rows) {
	const meaning = durationMs === undefined ? 'no duration' : `${durationMs} milliseconds`;
	test(`"${text}" is ${meaning}`, t => t.is(parseDuration(text), durationMs));
}

test('a duration survives being written and read', t => {
	const hold = (ms: number) => parseDuration(formatDuration(ms)) === ms;
	t.notThrows(() => fc.assert(fc.property(fc.nat(604_800_000), hold), {seed: 1}));
});

test('a duration is written without the units that are nought', t => {
	t.deepEqual([0, 500, 90_000, 3_600_000].map(formatDuration), ['0s', '500ms', '1m30s', '1h']);
});
