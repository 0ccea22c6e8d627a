import test from 'ava';
import {type Dio, INFINITE_RANK} from './dio.js';
import {DEFAULT_CONFIG} from './dodag-config.js';
import {type Role, Router} from './router.js';

/* The router is 9, the border router 1; luck is always nought. */

const FIRST: Dio = {
	instance: 30,
	version: 240,
	rank: 256,
	mode: 1,
	dtsn: 0,
	root: 0,
	config: DEFAULT_CONFIG,
	etx: 0,
};

test('a router asks for a tree, later each time, up to once a minute', t => {
	const {said} = bench('router');
	t.deepEqual(said(120), [
		'1 DIS 65535',
		'3 DIS 65535',
		'7 DIS 65535',
		'15 DIS 65535',
		'31 DIS 65535',
		'61 DIS 65535',
		'91 DIS 65535',
	]);
});

test('once it has heard of one it says where it is, and tells the root', t => {
	const {router, said} = bench('router');
	router.dioArrived(1, FIRST, heardAt(0));
	t.deepEqual(said(3), ['0 DAO 9 by 1', '2.048 DIO 512 to 65535']);
});

test('a border router says DIO of the first rank, and nothing else', t => {
	const {said} = bench('root');
	t.deepEqual(said(9), ['2.048 DIO 256 to 65535', '8.192 DIO 256 to 65535']);
});

test('a leaf asks and tells, but leads nobody', t => {
	const {router, said} = bench('leaf');
	router.dioArrived(1, FIRST, heardAt(0));
	router.disArrived(2, true, 0);
	router.disArrived(2, false, 0);
	t.deepEqual(said(3), ['0 DAO 9 by 1']);
});

test('a leaf that sleeps tells nothing until it is awake', t => {
	const {router, said} = bench('leaf');
	router.dioArrived(1, FIRST, heardAt(0));
	router.rest(true);
	t.deepEqual(said(3), []);
	router.rest(false);
	t.deepEqual(said(3), ['3 DAO 9 by 1']);
});

test('a DIS to all begins Trickle anew, one to us is answered at once', t => {
	const {router, said} = bench('root');
	said(20);
	router.disArrived(2, false, 20_000_000);
	t.deepEqual(said(20), ['20 DIO 256 to 2']);
	router.disArrived(2, true, 20_000_000);
	t.deepEqual(said(23), ['22.048 DIO 256 to 65535']);
});

test('who loses its parent poisons those that follow, and asks again', t => {
	const {router, said} = bench('router');
	router.dioArrived(1, FIRST, heardAt(0));
	said(1);
	router.dioArrived(1, {...FIRST, rank: INFINITE_RANK}, heardAt(1_000_000));
	t.deepEqual(said(2), ['1 DIO 65535 to 65535', '2 DIS 65535']);
});

test('a parent that does not acknowledge is asked whether it is there', t => {
	const {router, said} = bench('router');
	router.dioArrived(1, FIRST, heardAt(0));
	said(1);
	router.linkUsed(1, {acknowledged: false, attempts: 4}, 1_000_000);
	t.deepEqual(said(1), ['1 DIS 1']);
});

test('a parent that is poor for three frames has all asked who is nearer, later each time', t => {
	const {router, said} = bench('router');
	router.dioArrived(1, FIRST, heardAt(0));
	said(60);
	const use = (second: number) => {
		said(second);
		router.linkUsed(1, {acknowledged: true, attempts: 4}, 1e6 * second);
		return said(second).filter(line => line.endsWith(' DIS 65535'));
	};
	router.linkUsed(1, {acknowledged: false, attempts: 4}, 60e6);
	t.deepEqual(said(60), ['60 DIS 1']);
	t.deepEqual([61, 62, 121, 122, 241, 242].map(use), [
		[],
		['62 DIS 65535'],
		[],
		['122 DIS 65535'],
		[],
		['242 DIS 65535'],
	]);
});

test('a DIO of another instance, mode or objective is not for us', t => {
	const strangers = [
		{...FIRST, instance: 31},
		{...FIRST, mode: 2},
		{...FIRST, config: {...DEFAULT_CONFIG, ocp: 0}},
	];
	for (const dio of strangers) {
		const {router} = bench('router');
		router.dioArrived(1, dio, heardAt(0));
		t.false(router.dodag.joined);
	}
});

test('a DAO that is rejected is sent again, one that is taken is not', t => {
	for (const [status, lines] of [
		[128, ['4 DAO 9 by 1']],
		[127, []],
	] as const) {
		const {router, said} = bench('leaf');
		router.dioArrived(1, FIRST, heardAt(0));
		said(1);
		router.daoAckArrived({instance: 30, sequence: 241, status}, 1_000_000);
		t.deepEqual(said(5), lines);
	}
});

test('a DTSN that has grown asks for routes anew', t => {
	const {router, said} = bench('router');
	router.dioArrived(1, FIRST, heardAt(0));
	said(1);
	router.daoAckArrived({instance: 30, sequence: 241, status: 0}, 1_000_000);
	router.dioArrived(1, {...FIRST, dtsn: 1}, heardAt(1_000_000));
	t.deepEqual(said(1), ['1 DAO 9 by 1']);
});

function heardAt(nowUs: number) {
	return {rssiCdbm: -7000, nowUs};
}

/** A router that began at 0; `said` runs it and returns what it said, with the second. */
function bench(role: Role) {
	const lines: string[] = [];
	let nowUs = 0;
	const say = (line: string) => void lines.push(`${nowUs / 1e6} ${line}`);
	const router = new Router(9, role, {
		sendDis: to => say(`DIS ${to}`),
		sendDio: (to, {rank}) => say(`DIO ${rank} to ${to}`),
		sendDao: ({target, parent}) => say(`DAO ${target} by ${parent}`),
		luck: () => 0,
	});
	router.start(0, 240);
	// What is said between two runs is said at the end of the first one.
	const said = (untilS: number) => {
		while (router.pollAtUs <= untilS * 1e6) {
			nowUs = Math.max(nowUs, router.pollAtUs);
			router.poll(nowUs);
		}
		nowUs = Math.max(nowUs, untilS * 1e6);
		return lines.splice(0);
	};
	return {router, said};
}
