import {spawnSync} from 'node:child_process';
import test from 'ava';

const HASTEN = new URL('hasten.js', import.meta.url).href;

test('a minute of a hastened program takes six hundredths of a second', t => {
	const {startMs, endMs, timeoutMs} = JSON.parse(hastened('1000', SLEEP).stdout);
	// Node counts a timer from the start of its tick: some milliseconds, here seconds, too early.
	t.true(timeoutMs >= 30_000, 'by its monotonic clock');
	t.true(endMs - startMs >= 30_000, 'by its clock of the day');
	t.true(timeoutMs < 6_000_000, 'six seconds of the wall would be too many');
});

test('timers that are imported by name are hastened too', t => {
	const program = `import {setTimeout} from 'node:timers';
		setTimeout(() => console.log('rung'), 60_000);`;
	t.is(hastened('1000', program).stdout, 'rung\n');
});

test('without a scale the clock is left as it is', t => {
	const program = 'setTimeout(() => console.log(performance.now() < 5000), 100)';
	t.is(hastened(undefined, program).stdout, 'true\n');
});

for (const scale of ['0', '-1', 'fast']) {
	test(`${scale} is no scale`, t => {
		const {status, stderr} = hastened(scale, '');
		t.not(status, 0);
		t.regex(stderr, /CLOCK_SCALE=.* is no factor/);
	});
}

const SLEEP = `const [startMs, monotonicMs] = [Date.now(), performance.now()];
setTimeout(() => {
	const [endMs, timeoutMs] = [Date.now(), performance.now() - monotonicMs];
	console.log(JSON.stringify({startMs, endMs, timeoutMs}));
}, 60_000);`;

function hastened(scale: string | undefined, program: string) {
	const args = ['--import', HASTEN, '--input-type=module', '-e', program];
	const env = {...process.env, ...(scale !== undefined && {CLOCK_SCALE: scale})};
	return spawnSync(process.execPath, args, {env, encoding: 'utf8', timeout: 20_000});
}
