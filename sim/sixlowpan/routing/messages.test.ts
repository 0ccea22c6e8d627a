import test from 'ava';
import fc from 'fast-check';
import {FRAMES} from '../vectors.js';
import {Bench} from './bench.js';
import {type Dao, readDao, readDaoAck, writeDao, writeDaoAck} from './dao.js';
import {type Dio, readDio, writeDio} from './dio.js';
import {DEFAULT_CONFIG} from './dodag-config.js';
import {readOptions} from './rpl-options.js';

/* RPL control messages without Type, Code and Checksum. */

/** N6 of the vectors from its body on, without FCS. */
const N6 = Buffer.from(FRAMES.find(({id}) => id === 'N6')!.frame, 'hex').subarray(17, -2);

const DIO: Dio = {
	instance: 30,
	version: 240,
	rank: 256,
	mode: 1,
	dtsn: 0,
	root: 1,
	config: {...DEFAULT_CONFIG, maxRankIncrease: 0},
};
const DAO: Dao = {
	instance: 30,
	wantsAck: true,
	sequence: 241,
	target: 5,
	parent: 4,
	pathSequence: 242,
	lifetime: 30,
};

test('N6: a DIO is read', t => {
	t.deepEqual(readDio(N6, 0, N6.length), {...DIO, etx: undefined, prefixOf: undefined});
});

test('N6: a DIO is written octet for octet', t => {
	t.is(
		written(octets => writeDio(DIO, octets, 0)),
		N6.toString('hex'),
	);
});

test('V14: a DIS goes to all RPL nodes with hop limit 255', t => {
	const bench = new Bench(['router'], '', {discovery: 'none'});
	bench.run(2);
	const [{octets, to}] = bench.frames;
	t.is(to, -1);
	t.regex(octets.toString('hex'), /^7b3b3a1a9b00....0000$/);
});

test('what a DIO says of its path and its sender is read as it was written', t => {
	const dio = {...DIO, etx: 0x0180, prefixOf: 7};
	const octets = new Uint8Array(160);
	t.deepEqual(readDio(octets, 0, writeDio(dio, octets, 0)), dio);
});

test('ETX of 1.5 takes eight octets: RFC 6551, 4.3.2', t => {
	const hex = written(octets => writeDio({...DIO, config: undefined, etx: 192}, octets, 0));
	t.is(hex.slice(48), '0206070000' + '0200c0');
});

test('a DAO is read as it was written: target, parent and lifetime', t => {
	const octets = new Uint8Array(160);
	t.deepEqual(readDao(octets, 0, writeDao(DAO, octets, 0)), DAO);
});

test('a DAO names target and parent in full', t => {
	const prefix = '20010db800000001000000fffe00';
	t.is(
		written(octets => writeDao(DAO, octets, 0)),
		`1e8000f1${'0512'}0080${prefix}0005${'0614'}0000f21e${prefix}0004`,
	);
});

test('a DAO-ACK is read as it was written', t => {
	const ack = {instance: 30, sequence: 7, status: 0};
	const octets = new Uint8Array(160);
	t.deepEqual(readDaoAck(octets, 0, writeDaoAck(ack, octets, 0)), ack);
});

test('a message cut short anywhere but between options is malformed', t => {
	const dao = Buffer.from(
		written(octets => writeDao(DAO, octets, 0)),
		'hex',
	);
	for (let end = 0; end < dao.length; end++) t.is(readDao(dao, 0, end), undefined, `DAO ${end}`);
	for (let end = 0; end < 24; end++) t.is(readDio(N6, 0, end), undefined, `DIO ${end}`);
	for (let end = 25; end < N6.length; end++) t.is(readDio(N6, 0, end), undefined, `DIO ${end}`);
	for (let end = 0; end < 4; end++) t.is(readDaoAck(dao, 0, end), undefined, `DAO-ACK ${end}`);
});

test('Pad1 has no length, PadN has one, and both are passed over', t => {
	const octets = Buffer.from('0000010300000002020102', 'hex');
	t.deepEqual(
		readOptions(octets, 0, octets.length)?.map(({type, size}) => [type, size]),
		[
			[1, 3],
			[2, 2],
		],
	);
});

test('a target that is no whole address is nobody', t => {
	const octets = Buffer.from(
		written(body => writeDao(DAO, body, 0)),
		'hex',
	);
	octets[7] = 64;
	t.is(readDao(octets, 0, octets.length), undefined);
});

test('whatever octets come, reading ends', t => {
	fc.assert(
		fc.property(fc.uint8Array({maxLength: 120}), octets => {
			readDio(octets, 0, octets.length);
			readDao(octets, 0, octets.length);
			readDaoAck(octets, 0, octets.length);
		}),
	);
	t.pass();
});

function written(write: (octets: Uint8Array) => number): string {
	const octets = Buffer.alloc(160, 0xa5);
	return octets.toString('hex', 0, write(octets));
}
