import test from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {DeviceReset, inPhases, type Phase, type PhaseOptions, type Step} from './phases.js';

const SOON_MS = 20;
const NEVER = new Promise<string>(() => {});

test('phases come one after the other, and each says what it found', async t => {
	const told: string[] = [];
	const results = await go([step('resolve', 'a board'), step('flash', 'an image')], {
		onResult: ({phase, detail}) => void told.push(`${phase}: ${detail}`),
	});
	t.deepEqual(told, ['resolve: a board', 'flash: an image']);
	t.deepEqual(
		results.map(({verdict}) => verdict),
		['pass', 'pass'],
	);
});

const endings: [what: string, error: Error, verdict: string][] = [
	['the world is not as needed', new EnvironmentError('no port'), 'infra'],
	['the device starts anew', new DeviceReset('panic'), 'device-reset'],
];

for (const [what, error, verdict] of endings) {
	test(`a phase in which ${what} is the last one, and its verdict is ${verdict}`, async t => {
		const results = await go([step('boot', error), step('hello', 'never reached')]);
		t.like(results, [{phase: 'boot', verdict, detail: error.message}]);
		t.is(results.length, 1);
	});
}

test('what nobody expects, and a mistake of the user, travel up', async t => {
	await t.throwsAsync(go([step('boot', new TypeError('ours'))]), {instanceOf: TypeError});
	await t.throwsAsync(go([step('boot', new UsageError('theirs'))]), {instanceOf: UsageError});
});

test('a phase that is late is infra, but a run that is late says nothing', async t => {
	const late = (phase: Phase): Step => ({
		phase,
		deadlineMs: SOON_MS,
		run: signal =>
			new Promise((_, reject) => {
				signal.addEventListener('abort', () => reject(new EnvironmentError('ended')));
			}),
	});
	const detail = 'it took more than 0.02 s';
	t.like(await go([late('flash')]), [{verdict: 'infra', detail}]);
	t.like(await go([late('run')]), [{verdict: 'inconclusive', detail}]);
});

test('a phase that does not listen to its signal is left alone', async t => {
	const deaf: Step = {phase: 'hello', deadlineMs: SOON_MS, run: () => NEVER};
	t.like(await go([deaf]), [{verdict: 'infra'}]);
});

test('whoever interrupts does not wait for a phase', async t => {
	const controller = new AbortController();
	const deaf: Step = {
		phase: 'hello',
		deadlineMs: 60_000,
		run: () => {
			setImmediate(() => controller.abort());
			return NEVER;
		},
	};
	await t.throwsAsync(go([deaf], {signal: controller.signal}), {
		any: true,
		name: 'AbortError',
	});
});

function go(steps: readonly Step[], options: Partial<PhaseOptions> = {}) {
	return inPhases(steps, {signal: new AbortController().signal, now: () => 0, ...options});
}

function step(phase: Phase, end: string | Error): Step {
	return {
		phase,
		deadlineMs: 10_000,
		run: async () => {
			if (typeof end === 'string') return end;
			throw end;
		},
	};
}
