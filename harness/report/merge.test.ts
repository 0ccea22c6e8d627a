import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {UsageError} from '../errors.js';
import {example} from './example.js';
import {merge} from './merge.js';
import type {Summary} from './summary.js';

test('runs of several folders are in one, each once, with a table, a page and JUnit', t => {
	const {folder, put} = bench(t);
	put('one/runs/a', {seed: 1});
	put('two/runs/b', {seed: 2});
	put('two/runs/deep/c', {seed: 3});
	const out = path.join(folder, 'all');
	const {runs, repeated} = merge([path.join(folder, 'one'), path.join(folder, 'two')], out);
	t.deepEqual(
		runs.map(({summary}) => summary.seed),
		[1, 2, 3],
	);
	t.is(repeated, 0);
	for (const id of ['a', 'b', 'c']) t.true(existsSync(path.join(out, 'runs', id, 'summary.json')));
	t.is(readFileSync(path.join(out, 'junit.xml'), 'utf8').match(/<testsuite /g)?.length, 3);
	t.regex(readFileSync(path.join(out, 'report.html'), 'utf8'), /3 of 3 passed/);
	t.is(linesIn(out).length, 3);
});

test('the same run from two shards is one run', t => {
	const {folder, put} = bench(t);
	put('one/runs/a', {});
	put('two/runs/a', {wallSeconds: 99});
	const {runs, repeated} = merge([folder], path.join(folder, 'all'));
	t.deepEqual([runs.length, repeated], [1, 1]);
});

test('two runs of one name that differ are a mistake, and nothing is written', t => {
	const {folder, put} = bench(t);
	put('one/a', {});
	put('two/a', {traceHash: 'ffff'});
	const out = path.join(folder, 'all');
	t.throws(() => merge([folder], out), {
		instanceOf: UsageError,
		message: /two runs are called a and differ: .*one\/a and .*two\/a/,
	});
	t.false(existsSync(out));
});

test('a run of a sweep is had again by the file beside it', t => {
	const {folder, put} = bench(t);
	put('one/runs/a', {});
	writeFileSync(path.join(folder, 'one/runs/a/scenario.yaml'), '');
	const out = path.join(folder, 'all');
	const [{replay}] = merge([path.join(folder, 'one')], out).runs;
	t.is(replay, `motebench run ${path.join(out, 'runs/a/scenario.yaml')} --seed 0x5eed`);
});

test("a shard's own line of a run is kept as it is", t => {
	const {folder, put} = bench(t);
	put('one/runs/a', {});
	put('two/runs/b', {});
	const mine = '{"id":"a","values":{"nodes":10},"seed":1}';
	writeFileSync(path.join(folder, 'one/results.jsonl'), `${mine}\n`);
	const out = path.join(folder, 'all');
	merge([path.join(folder, 'one'), path.join(folder, 'two')], out);
	const [first, second] = linesIn(out);
	t.is(first, mine);
	t.like(JSON.parse(second), {id: 'b', scenario: 'smoke', verdict: 'passed'});
});

test('what was merged may be merged again, also into itself', t => {
	const {folder, put} = bench(t);
	put('one/runs/a', {});
	put('two/runs/b', {});
	const out = path.join(folder, 'one');
	merge([out, path.join(folder, 'two')], out);
	const {runs, repeated} = merge([out], path.join(folder, 'again'));
	t.deepEqual([runs.length, repeated], [2, 0]);
});

test('a folder without runs has none, and one that is not there is a mistake', t => {
	const {folder} = bench(t);
	t.deepEqual(merge([folder], path.join(folder, 'all')).runs, []);
	t.throws(() => merge([path.join(folder, 'no')], folder), {instanceOf: UsageError});
	const file = path.join(folder, 'results.jsonl');
	writeFileSync(file, 'x\n');
	t.throws(() => merge([folder], folder), {message: /results\.jsonl is not JSON: x/});
});

function linesIn(out: string): string[] {
	return readFileSync(path.join(out, 'results.jsonl'), 'utf8').trimEnd().split('\n');
}

function bench(t: ExecutionContext) {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const put = (place: string, changes: Partial<Summary>) => {
		const run = path.join(folder, place);
		mkdirSync(run, {recursive: true});
		writeFileSync(path.join(run, 'summary.json'), JSON.stringify({...example, ...changes}));
	};
	return {folder, put};
}
