import test from 'ava';
import {ANNOUNCEMENT, type Announcement} from './announcement.js';
import {Information} from './information.js';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const [PREFIX] = ANNOUNCEMENT.prefixes;
const [CONTEXT] = ANNOUNCEMENT.contexts;
const BORDER = ANNOUNCEMENT.border!;

test('before an RA there is no prefix, no context and nothing to say', t => {
	const information = new Information();
	t.false(information.complete);
	t.false(information.contexts.has(0));
	t.is(information.announcement(0), undefined);
});

test('a border router says what it is told, for ever', t => {
	const information = new Information();
	information.configure(ANNOUNCEMENT);
	t.is(information.announcement(1e15), ANNOUNCEMENT);
	t.true(information.contexts.compresses(0));
});

test('an RA brings prefix and context, and is said on with what is left of its lifetimes', t => {
	const information = learnt(ANNOUNCEMENT);
	t.true(information.complete);
	t.true(information.contexts.compresses(0));
	const said = information.announcement(10 * MINUTE + 1)!;
	t.like(said.prefixes[0], {validS: PREFIX.validS - 601, preferredS: PREFIX.preferredS - 601});
	t.is(said.contexts[0].validMin, CONTEXT.validMin - 11);
	t.deepEqual(said.border, {...BORDER, validMin: BORDER.validMin - 11});
	t.is(said.routerLifetimeS, ANNOUNCEMENT.routerLifetimeS);
});

test('in one version the later end counts: a router far away shortens nothing', t => {
	const information = learnt(ANNOUNCEMENT);
	t.is(information.learn(withContext({validMin: 5}), MINUTE), 'learnt');
	t.is(information.announcement(MINUTE)!.contexts[0].validMin, CONTEXT.validMin - 1);
	information.learn(ANNOUNCEMENT, 5 * MINUTE);
	t.is(information.announcement(5 * MINUTE)!.contexts[0].validMin, CONTEXT.validMin);
});

test('a later version replaces everything, an older one nothing', t => {
	const information = learnt(withContext({id: 3}));
	const later = {...ANNOUNCEMENT, border: {...BORDER, version: BORDER.version + 1}};
	t.is(information.learn(later, 0), 'learnt');
	t.false(information.contexts.has(3));
	t.true(information.contexts.has(0));
	t.is(information.learn(withContext({id: 3}), 0), 'stale');
	t.false(information.contexts.has(3));
});

test('a context without C decompresses alone', t => {
	const {contexts} = learnt(withContext({compresses: false}));
	t.deepEqual([contexts.has(0), contexts.compresses(0)], [true, false]);
});

test('a context is receive-only after its lifetime, and gone after two router lifetimes', t => {
	const information = learnt({...withContext({validMin: 2}), routerLifetimeS: 60});
	const {contexts} = information;
	const at = (nowUs: number) => {
		information.poll(nowUs);
		const said = information.announcement(nowUs)!.contexts.length;
		return [contexts.compresses(0), contexts.has(0), said > 0];
	};
	t.is(information.pollAtUs, 2 * MINUTE);
	t.deepEqual(at(MINUTE), [true, true, true]);
	t.deepEqual(at(2 * MINUTE), [false, true, false]);
	t.deepEqual(at(4 * MINUTE - 1), [false, true, false]);
	t.deepEqual(at(4 * MINUTE), [false, false, false]);
	t.true(information.complete, 'the prefix stays');
});

test('a context with a lifetime of nought is removed at once', t => {
	const information = learnt(ANNOUNCEMENT);
	information.learn(withContext({validMin: 0}), 0);
	t.false(information.contexts.has(0));
});

for (const [ends, announced] of [
	['the prefix', {...ANNOUNCEMENT, prefixes: [{...PREFIX, validS: 120, preferredS: 60}]}],
	['the border router', {...ANNOUNCEMENT, border: {...BORDER, validMin: 2}}],
] as const) {
	test(`with the end of ${ends} nothing is left`, t => {
		const information = learnt(announced);
		t.false(information.poll(2 * MINUTE - 1));
		t.true(information.poll(2 * MINUTE));
		t.false(information.complete);
		t.false(information.contexts.has(0));
		t.is(information.pollAtUs, Infinity);
	});
}

test('all of it holds as long as the shortest lifetime says', t => {
	t.is(learnt(ANNOUNCEMENT).lifetimeUs(0), ANNOUNCEMENT.routerLifetimeS * SECOND);
	t.is(learnt(withContext({validMin: 30})).lifetimeUs(10 * MINUTE), 20 * MINUTE);
});

const foreign = test.macro({
	exec(t, announced: Announcement) {
		const information = new Information();
		t.is(information.learn(announced, 0), 'foreign');
		t.false(information.complete);
	},
	title: claim => `${claim} is foreign`,
});

const withPrefix = (change: object) => ({...ANNOUNCEMENT, prefixes: [{...PREFIX, ...change}]});
test('an RA without border router', foreign, {...ANNOUNCEMENT, border: undefined});
test('an RA without prefix', foreign, {...ANNOUNCEMENT, prefixes: []});
test('a prefix that is no more valid', foreign, withPrefix({validS: 0, preferredS: 0}));
test('a prefix that is preferred for longer than valid', foreign, withPrefix({validS: 1}));
test('a prefix on-link', foreign, withPrefix({onLink: true}));
test('a prefix that nobody may make addresses of', foreign, withPrefix({autonomous: false}));
test('a prefix of 63 bits', foreign, withPrefix({lengthBits: 63}));
test('a prefix of another network', foreign, withPrefix({prefix: new Uint8Array(16).fill(0x20)}));

test('once a border router is known, another one is foreign', t => {
	const information = learnt(ANNOUNCEMENT);
	const border = {...BORDER, version: 9, address: new Uint8Array(16)};
	t.is(information.learn({...ANNOUNCEMENT, border}, 0), 'foreign');
});

function withContext(change: object): Announcement {
	return {...ANNOUNCEMENT, contexts: [{...CONTEXT, ...change}]};
}

/** What a node knows that has heard this at 0. */
function learnt(announced: Announcement): Information {
	const information = new Information();
	information.learn(announced, 0);
	return information;
}
