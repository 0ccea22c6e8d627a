import test from 'ava';
import type {News} from '../serial/news.js';
import type {Notice} from './notices.js';
import {openTarget, type Target} from './target.js';
import {Punctuality, watched} from './watch.js';

test.serial('a start anew is a notice unless it was asked for, or the plug was pulled', async t => {
	const {target, notices, restarts} = await bench(t);
	await target.board.reset();
	await target.power!.cut();
	await target.power!.restore();
	t.deepEqual(notices, []);
	restarts(true);
	t.deepEqual(notices, []);
	restarts(false);
	const reason = 'sim started anew, and nobody had asked';
	t.deepEqual(notices, [{verdict: 'device-reset', reason}]);
});

test.serial('a test that listens for itself does not keep the notice from being given', async t => {
	const {target, notices, restarts} = await bench(t);
	const heard: string[] = [];
	target.board.listener = {onNews: ({kind}) => void heard.push(kind)};
	restarts(false);
	t.deepEqual([heard, notices.length], [['restart'], 1]);
});

test.serial('a host that was late until the end is told when the target is closed', async t => {
	const {target, notices, clock} = await bench(t);
	clock.nowMs += 60_000;
	await target.close();
	t.like(notices, [{verdict: 'inconclusive'}]);
	t.regex(notices[0]!.reason, /^the host of sim was late by \d{5} ms$/);
});

test('a host is late from a second on, and that is told once', t => {
	const late = new Punctuality(0);
	t.is(late.tick(100), undefined);
	t.is(late.tick(100 + 100 + 999), undefined);
	t.is(late.tick(1199 + 100 + 1000), 1000);
	t.is(late.tick(1_000_000), undefined);
});

/** A target in this process whose time stands still, and what is told of it. */
async function bench(t: {teardown(fn: () => Promise<void>): void}) {
	const notices: Notice[] = [];
	const clock = {nowMs: 0};
	const inner = await openTarget('sim');
	const give = (notice: Notice) => void notices.push(notice);
	const target: Target = watched(inner, {give, now: () => clock.nowMs});
	t.teardown(() => inner.close());
	const {line} = target.board;
	const restarts = (commanded: boolean) => {
		const news: News = {kind: 'restart', commanded, device: line.link.device!};
		line.onNews?.(news);
	};
	return {target, notices, clock, restarts};
}
