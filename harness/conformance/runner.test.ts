import test from 'ava';
import {type Case, Deviation, family, Unsupported} from './case.js';
import {runCases} from './runner.js';

interface Bench {
	readonly transcript: {readonly lines: readonly string[]};
	close(): Promise<void>;
}

const WIRE = ['client 1 > 0216'];

test('a script that ends is a pass', async t => {
	t.deepEqual(await judged({script: async () => {}}), [{...head, verdict: 'pass'}]);
});

test('a Deviation is a fail, with what was on the wire', async t => {
	const script = async () => {
		throw new Deviation('no PINGRESP');
	};
	const failed = {...head, verdict: 'fail', reason: 'no PINGRESP', octets: WIRE};
	t.deepEqual(await judged({script}), [failed]);
});

test('what cannot be asked is not supported', async t => {
	const script = async () => {
		throw new Unsupported('no broker');
	};
	const verdict = 'not supported';
	t.deepEqual(await judged({script}), [{...head, verdict, reason: 'no broker'}]);
});

test('one of several readings is ambiguous, and named', async t => {
	const readings = ['silence', 'answer'];
	const results = await judged({readings, script: async () => 'answer'});
	t.deepEqual(results, [{...head, verdict: 'ambiguous', readings, reading: 'answer'}]);
});

test('a reading that the case does not list is a defect of the case', async t => {
	const script = async () => 'else';
	await t.throwsAsync(judged({readings: ['silence'], script}), {instanceOf: RangeError});
});

test('any other error travels up, and the bench is closed all the same', async t => {
	let closed = 0;
	const script = async () => {
		throw new TypeError('ours');
	};
	await t.throwsAsync(
		judged({script}, () => closed++),
		{instanceOf: TypeError},
	);
	t.is(closed, 1);
});

test('results come in the order of the cases, whichever ended first', async t => {
	const gates: (() => void)[] = [];
	const waiting = (): Promise<void> => new Promise(resolve => void gates.push(resolve));
	const cases = [one({script: waiting}), one({script: async () => gates[0]!()})];
	const results = await runCases({...family('X', 'x', cases), open: opened, parallel: 2});
	t.deepEqual(
		results.map(({id}) => id),
		['X-01', 'X-02'],
	);
});

test('a case that shares a name runs beside no other', async t => {
	let running = 0;
	const script = async () => {
		running += 1;
		await Promise.resolve();
		running -= 1;
	};
	const alone = async () => t.is(running, 0);
	const cases = [one({script: alone, alone: true}), one({script}), one({script})];
	await runCases({...family('X', 'x', cases), open: opened, parallel: 3});
	t.is(running, 0);
});

const head = {id: 'X-01', clause: '6.11 PINGREQ', title: 'it answers'};

async function judged(fields: Partial<Case<Bench>>, close = () => {}) {
	const {cases} = family('X', 'x', [one(fields)]);
	return await runCases({
		cases,
		open: async () => ({...(await opened()), close: async () => void close()}),
	});
}

function one(fields: Partial<Case<Bench>>): Case<Bench> {
	return {title: head.title, clause: head.clause, script: async () => {}, ...fields};
}

async function opened(): Promise<Bench> {
	return {transcript: {lines: WIRE}, close: async () => {}};
}
