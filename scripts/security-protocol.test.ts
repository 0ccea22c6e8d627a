/*
 * docs/security-protocol.md is the home of SNAKE-128: what it says is held against the code. Every
 * test that it names is there, every id of a test has its row, and its octets are those of the code.
 */
import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';
import {open, seal, sessionOf} from '../firmware/test/snake.js';
import {acceptOf} from '../harness/keys/accept.js';
import {type Auth, encodeAuth} from '../harness/security/auth.js';
import {
	ACCEPT_SIZE,
	decodeHello,
	HELLO_SIZE,
	helloBody,
	Suite,
} from '../harness/security/frames.js';
import {helloMac, sessionSecret} from '../harness/security/keys.js';
import {RECORD_OVERHEAD} from '../harness/security/record.js';
import {worked} from '../harness/security/worked.vectors.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOC = readFileSync(path.join(ROOT, 'docs/security-protocol.md'), 'utf8');
const TESTS = ['firmware', 'harness', 'sim', 'scripts']
	.flatMap(folder =>
		readdirSync(path.join(ROOT, folder), {recursive: true, encoding: 'utf8'}).map(file =>
			path.join(ROOT, folder, file),
		),
	)
	.filter(file => file.endsWith('.test.ts') && !file.endsWith('security-protocol.test.ts'))
	.map(file => readFileSync(file, 'utf8'));

/** Ids by the section whose first column has them. */
const SECTIONS = {
	goal: {title: '13. Goals', ids: numbered(['G', 16])},
	fault: {
		title: '14. When things break',
		ids: numbered(['', 13], ['P', 10], ['K', 5], ['G', 5]),
	},
	attack: {
		title: '15. Attacks',
		ids: [
			...numbered(['R', 6], ['F', 3], ['W', 5], ['K', 6], ['N', 5], ['B', 4], ['D', 5]),
			...numbered(['S', 6], ['G', 4], ['C', 4], ['P', 2], ['A', 2], ['Z', 1]),
		],
	},
} as const;

for (const [kind, {title, ids}] of Object.entries(SECTIONS)) {
	test(`each ${kind} has its row, and each row its tests, which are there`, t => {
		const rows = rowsOf(title);
		t.deepEqual(
			rows.map(([id]) => id),
			[...ids],
		);
		for (const row of rows) {
			const named = [...row.at(-1)!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
			t.true(named.length > 0, `${kind} ${row[0]} is tried by nothing`);
			for (const name of named) t.true(isThere(name), `no test is called: ${name}`);
		}
	});

	test(`each ${kind} that a test is named after has a row`, t => {
		const pattern = new RegExp(`\\b${kind}/([A-Z]?\\d+)`, 'g');
		const used = new Set(TESTS.flatMap(text => [...text.matchAll(pattern)].map(([, id]) => id!)));
		// The first list of tests called the cuts of the journal so.
		const known = new Set<string>(kind === 'fault' ? [...ids, 'S2'] : ids);
		t.deepEqual(
			[...used].filter(id => !known.has(id)),
			[],
		);
	});
}

test('every attack has a test that bears its id', t => {
	const bare = SECTIONS.attack.ids.filter(id => !TESTS.some(text => text.includes(`attack/${id}`)));
	t.deepEqual(bare, []);
});

test('HELLO and ACCEPT are as long as the document says', t => {
	t.regex(DOC, new RegExp(`### 3.1 HELLO, .*, ${HELLO_SIZE} octets`));
	t.regex(DOC, new RegExp(`### 3.2 ACCEPT, .*, ${ACCEPT_SIZE} octets`));
});

test('messages of key management have the codes and sizes of the document', t => {
	const rows = rowsOf('3.5 Messages').filter(([code]) => /^1\d$/.test(code!));
	const made = MESSAGES.map(auth => {
		const inner = encodeAuth(auth);
		const [full, compact] = [
			inner.length + RECORD_OVERHEAD.full,
			inner.length + RECORD_OVERHEAD.compact,
		];
		return [inner[9]!.toString(16), auth.type, `${inner.length}`, `${full}`, `${compact}`];
	});
	t.deepEqual(
		rows.map(([code, name, , , , ...sizes]) => [code, name, ...sizes]),
		made,
	);
});

test('the worked example of the document is the one that all tests have', t => {
	const block = blockIn('16. Worked example', 0);
	t.true(block.size > 20);
	for (const [name, value] of block) {
		t.is(value, hex(worked[name as keyof typeof worked]), name);
	}
});

test('its compact form is what both our implementations make', t => {
	const block = blockIn('16. Worked example', 1);
	const suites = Suite.full | Suite.compact;
	const body = helloBody({...decodeHello(worked.M1)!, suites});
	const hello = decodeHello(Buffer.concat([body, helloMac(worked.AK, body)]))!;
	t.is(block.get('HELLO'), hex(body) + hex(hello.mac));
	const chosen = {gwid: worked.GW, sid: 1, suite: Suite.compact};
	const {accept} = acceptOf({
		...{hello, root: worked.FK, generation: 0, commits: 1, saltSecret: worked.SEV},
		...{nonce: worked.nK, gwId: 1, rekey: {afterLog2: 20, hours: 24}},
		...chosen,
	});
	t.is(block.get('ACCEPT'), hex(accept));
	const secret = sessionSecret(worked.FK, {
		...{eui: worked.EUI, generation: 0, counter: 0x100, salt: worked.s, ...chosen},
		...{helloNonce: worked.nD, acceptNonce: worked.nK},
	});
	const about = {form: 'compact', generation: 1, sid: 1} as const;
	const [eui, gwid] = [Buffer.from(worked.EUI), Buffer.from(worked.GW)];
	const keys = sessionOf(Buffer.from(secret), {...about, eui, gwid});
	t.is(block.get('PINGRESP'), hex(seal(keys, Buffer.of(2, 0x17), 1)));
	const opened = open(keys, Buffer.from(block.get('PINGREQ')!, 'hex'), 0x100);
	t.like(opened, {message: '0216', counter: 0x101});
});

const ZEROS = new Uint8Array(16);
const MESSAGES: readonly Auth[] = [
	{type: 'REKEY-REQ', pid: 1, reason: 1, deadlineS: 60},
	{type: 'GROUPKEY', pid: 1, epoch: 1, key: ZEROS, floor: 0},
	{type: 'GK-ACK', pid: 1, epoch: 1},
	{type: 'SYNC', pid: 1, asked: false, floor: 0},
	{type: 'RESUME', pid: 1, floor: 0},
	{type: 'CONF', pid: 1, tag: ZEROS.subarray(0, 8)},
	{type: 'CONF-ACK', pid: 1},
];

function numbered(...series: readonly (readonly [letter: string, last: number])[]): string[] {
	return series.flatMap(([letter, last]) =>
		Array.from({length: last}, (_, index) => `${letter}${index + 1}`),
	);
}

/** Whether the text stands in a line of a test that is no comment. */
function isThere(name: string): boolean {
	return TESTS.some(text =>
		text.split('\n').some(line => line.includes(name) && !/^\s*(\/?\*|\/\/)/.test(line)),
	);
}

function sectionOf(title: string): string {
	const [, after] = DOC.split(new RegExp(`^#+ ${title}`, 'm'));
	return after!.split(/^#+ /m)[0]!;
}

/** The cells of each row of a table, without its head. */
function rowsOf(title: string): string[][] {
	const lines = sectionOf(title)
		.split('\n')
		.filter(line => line.startsWith('|'));
	return lines.slice(2).map(line =>
		line
			.slice(1, -1)
			.split('|')
			.map(cell => cell.trim()),
	);
}

/** Values by name, of the block `index` of a section. */
function blockIn(title: string, index: number): Map<string, string> {
	const block = sectionOf(title).split('```')[2 * index + 1]!;
	const lines = block.trim().split('\n');
	return new Map(lines.map(line => line.split(/ +/) as [string, string]));
}

function hex(octets: Uint8Array): string {
	return Buffer.from(octets).toString('hex');
}
