import test from 'ava';
import {type Step, withProgress} from './progress.js';

/* The standard error of this process is no terminal: what is shown is whole lines. */

test.serial('elsewhere than on a terminal a line is printed for each tenth of the way', async t => {
	const shares = Array.from({length: 101}, (_, percent) => percent / 100);
	const {text} = await shown(false, tell => {
		for (const share of shares) tell({share, text: 'done'});
	});
	const percents = [...text.matchAll(/(\d+) % done/g)].map(([, percent]) => Number(percent));
	t.deepEqual(percents, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
});

test.serial('work that leaps is shown where it lands', async t => {
	const {text} = await shown(false, tell => {
		for (const share of [0.05, 0.35, 0.39, 0.4]) tell({share, text: 'done'});
	});
	t.deepEqual(text.match(/\d+ % done/g), ['5 % done', '35 % done', '40 % done']);
});

test.serial('the title is told, and the result is handed on', async t => {
	const {text, result} = await shown(false, () => {});
	t.regex(text, /a title/);
	t.is(result, 42);
});

test.serial('quiet work says nothing, and has its result', async t => {
	const {text, result} = await shown(true, tell => tell({share: 0.5, text: 'done'}));
	t.is(text, '');
	t.is(result, 42);
});

test.serial('what work throws is thrown on as it is', async t => {
	const ours = new RangeError('ours');
	const failing = shown(true, () => {
		throw ours;
	});
	t.is(await t.throwsAsync(failing), ours);
});

/** What withProgress writes to standard error while `work` is done, and what comes of it. */
async function shown(quiet: boolean, work: (tell: (step: Step) => void) => void) {
	const {write} = process.stderr;
	let text = '';
	process.stderr.write = (chunk: string | Uint8Array) => {
		text += chunk.toString();
		return true;
	};
	try {
		const result = await withProgress('a title', quiet, async tell => {
			work(tell);
			return 42;
		});
		return {text, result};
	} finally {
		process.stderr.write = write;
	}
}
