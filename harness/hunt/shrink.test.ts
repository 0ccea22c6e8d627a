import test from 'ava';
import type {Raw} from '../sweep/override.js';
import {shrink} from './shrink.js';

const CASE: Raw = {
	gateways: [{count: 2}],
	nodes: [
		{name: 'a', count: 40},
		{name: 'b', count: 10},
	],
	faults: [
		{kind: 'jam', at: '10s', for: '60s'},
		{kind: 'reboot', nodes: [3, 7, 44], at: '20s', for: '30s'},
		{kind: 'drain', nodes: 'a', at: '1s', for: '9s'},
		{kind: 'gateway-death', gateway: 2, at: '1s', for: '9s'},
	],
	attackers: [{kind: 'replayer', at: '1s', for: '9s'}],
	traffic: {commands: {every: '5s'}},
};

const faultsOf = (raw: Raw) => raw['faults'] as Raw[];
const kinds = (raw: Raw) => faultsOf(raw).map(({kind}) => kind);

/** Asks one after another. */
const byTurns = (fails: (raw: Raw) => boolean) => async (candidates: readonly Raw[]) =>
	candidates.findIndex(fails);

test('what does not matter is cut away, and what matters stays', async t => {
	const {raw} = await shrink(
		CASE,
		byTurns(each => kinds(each).includes('reboot')),
		500,
	);
	t.deepEqual(raw, {
		gateways: [{count: 1}],
		nodes: [{name: 'b', count: 3}],
		faults: [{kind: 'reboot', nodes: [3], at: '0s', for: '1s'}],
		attackers: [],
	});
});

test('two faults that are needed together stay together', async t => {
	const both = (raw: Raw) => kinds(raw).includes('jam') && kinds(raw).includes('drain');
	const {raw} = await shrink(CASE, byTurns(both), 500);
	t.deepEqual(kinds(raw), ['jam', 'drain']);
	t.deepEqual(faultsOf(raw)[1]!['nodes'], [1]);
});

test('faults of gateways and nodes that are cut away go with them', async t => {
	const seen: Raw[] = [];
	await shrink(CASE, async candidates => seen.push(...candidates) * 0 - 1, 500);
	const single = seen.filter(each => (each['gateways'] as Raw[])[0]!['count'] === 1);
	t.true(single.length > 0);
	for (const raw of single) t.false(kinds(raw).includes('gateway-death'));
	const alone = seen.filter(each => (each['nodes'] as Raw[])[0]!['name'] === 'b');
	for (const raw of alone) t.false(kinds(raw).includes('drain'), 'group a is gone');
	t.deepEqual(
		alone.map(raw => faultsOf(raw).find(({kind}) => kind === 'reboot')!['nodes']),
		[[3, 7]],
	);
});

test('a case that is as small as it can be stays as it is', async t => {
	const {raw} = await shrink(
		CASE,
		byTurns(() => false),
		500,
	);
	t.is(raw, CASE);
});

test('no more candidates are tried than are allowed', async t => {
	let asked = 0;
	const count = async (candidates: readonly Raw[]) => {
		asked += candidates.length;
		return -1;
	};
	t.is((await shrink(CASE, count, 7)).tries, 7);
	t.is(asked, 7);
});

test('points are cut with the nodes that stand on them', async t => {
	const placement = {
		points: [
			[1, 1],
			[2, 2],
			[3, 3],
		],
	};
	const nodes = [{name: 'a', count: 3, placement}];
	const two = (raw: Raw) => Number((raw['nodes'] as Raw[])[0]!['count']) >= 2;
	const {raw} = await shrink({nodes, faults: []}, byTurns(two), 100);
	t.deepEqual(raw['nodes'], [
		{
			name: 'a',
			count: 2,
			placement: {
				points: [
					[1, 1],
					[2, 2],
				],
			},
		},
	]);
});
