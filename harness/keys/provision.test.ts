import test from 'ava';
import {UsageError} from '../errors.js';
import {type Provisioning, provision} from './provision.js';

const EUI = '00124b0000000001';
const KEY_SIZE = 16;

test('a node that takes its keys keeps its registration, and no key stays here', async t => {
	const {desk, asked, factoryKey} = bench();
	const order = orderOf();
	let given: number[] = [];
	const target = {
		provision: async (identity: {factoryKey: Uint8Array}) => {
			given = [...identity.factoryKey];
			return 'done' as const;
		},
	};
	t.is(await provision(desk, target, order), 'done');
	t.deepEqual(given, Array(KEY_SIZE).fill(7));
	t.deepEqual(asked, ['register']);
	t.deepEqual([...factoryKey, ...order.recoveryKey], Array(2 * KEY_SIZE).fill(0));
});

test('a node that refuses, or is lost on the way, is not registered any more', async t => {
	const refused = bench();
	await provision(refused.desk, {provision: async () => 'refused'}, orderOf());
	t.deepEqual(refused.asked, ['register', 'unregister']);
	const lost = bench();
	const target = {provision: () => Promise.reject(new Error('lost'))};
	await t.throwsAsync(provision(lost.desk, target, orderOf()), {message: 'lost'});
	t.deepEqual(lost.asked, ['register', 'unregister']);
});

test('a key server that does not register leaves no key here either', async t => {
	const order = orderOf();
	const desk = {ask: () => Promise.reject(new UsageError('registered already'))};
	const target = {provision: async () => 'done' as const};
	await t.throwsAsync(provision(desk, target, order), {instanceOf: UsageError});
	t.deepEqual([...order.recoveryKey], Array(KEY_SIZE).fill(0));
});

function orderOf(): Provisioning {
	const recoveryKey = new Uint8Array(KEY_SIZE).fill(9);
	return {eui: EUI, batch: 1, individual: false, replace: false, recoveryKey};
}

function bench() {
	const factoryKey = new Uint8Array(KEY_SIZE).fill(7);
	const asked: string[] = [];
	const desk = {
		ask: async (order: {readonly ask: string}) => {
			asked.push(order.ask);
			return {factoryKey};
		},
	};
	return {desk, asked, factoryKey};
}
