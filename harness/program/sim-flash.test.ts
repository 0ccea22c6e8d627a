/*
 * Keys on their one way onto a node, through the command line and the node's own firmware.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {
	chmodSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ava from 'ava';
import {DriftingClock} from '../../sim/node/drift.js';
import {Flash} from '../../sim/node/flash.js';
import {WasmNode} from '../../sim/node/wasm-node.js';
import {Ear} from '../keys/ear.js';
import {KeyHouse} from '../keys/key-house.js';
import {decodeHello, HELLO_SIZE, Suite} from '../security/frames.js';
import {firmware} from '../simulate.js';
import {encode} from '../wire/wire.js';

const folder = mkdtempSync(path.join(tmpdir(), 'flash-'));
ava.after.always(() => rmSync(folder, {recursive: true}));

/* One after the other: each is several processes. */
const test = ava.serial;

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const GWID = '00124b00aabbccdd';
const EUI = '00124b0001020304';
const OTHER_EUI = '00124b0001020305';
const PEER = 1;
const SENSOR = 1;
const APP = 3;
const STEP_US = 100_000;
const DEADLINE_US = 60_000_000;

test('a node that was provisioned joins with nothing but its flash', async t => {
	const {dir, provision, file} = fleet('joins');
	t.is(provision(EUI).code, 0);
	keys('join', dir, '--minutes', '5');
	const house = await KeyHouse.open({
		folder: dir,
		log: () => undefined,
		failed: error => t.fail(error.message),
	});
	const ear = new Ear();
	const port = house.server.attach(GWID, ear);
	const node = poweredOn(readFileSync(file));
	const hello = node.said.find(({length}) => length === HELLO_SIZE)!;
	t.is(Buffer.from(decodeHello(hello)!.eui).toString('hex'), EUI);
	port.hello({token: 1, gwId: 1, hello, sid: 7, suite: Suite.compact});
	await ear.hears(/granted 1/);
	node.hears(ear.accept!);
	t.deepEqual([...node.said.at(-1)!.subarray(1, 4)], [0x1f, 0, 7], 'it speaks in records of SID 7');
	await house.close();
});

test('the file of a flash is private, whatever it was before', t => {
	const {provision, file} = fleet('private');
	writeFileSync(file, Buffer.alloc(2048, 0xff));
	chmodSync(file, 0o644);
	t.is(provision(EUI).code, 0);
	t.is(statSync(file).mode & 0o777, 0o600);
	t.is(statSync(file).size, 2048);
});

test('a node that has keys refuses others, and nothing is left of them', t => {
	const {dir, provision, file} = fleet('twice');
	provision(EUI);
	const before = readFileSync(file);
	const {code, said} = provision(OTHER_EUI);
	t.is(code, 3);
	t.regex(said, /refused the keys of 00124b0001020305; a node that has keys keeps them/);
	t.deepEqual(readFileSync(file), before);
	t.notRegex(keys('list', dir), /00124b0001020305/);
});

test('an EUI that is registered already is a mistake, and no flash is made', t => {
	const {provision, file} = fleet('again');
	provision(EUI);
	rmSync(file);
	t.is(provision(EUI).code, 2);
	t.false(readdirSync(path.dirname(file)).includes(path.basename(file)));
});

const noFlash: [title: string, size: number][] = [
	['one octet less than a flash', 2047],
	['one octet more than a flash', 2049],
];

for (const [title, size] of noFlash) {
	test(`${title} is a mistake of the user`, t => {
		const {provision, file} = fleet(`size-${size}`);
		writeFileSync(file, Buffer.alloc(size, 0xff));
		const {code, said} = provision(EUI);
		t.is(code, 2);
		t.regex(said, new RegExp(`is no flash: it has ${size} octets, not 2048`));
		t.is(readFileSync(file).length, size);
	});
}

test('where the flash cannot be written, no device is registered', t => {
	const {dir, provision} = fleet('away', path.join('no', 'such', 'folder'));
	const {code, said} = provision(EUI);
	t.is(code, 3);
	t.regex(said, /cannot be written: ENOENT/);
	t.is(keys('list', dir), 'no device is registered\n');
});

/** A node that has heard of a gateway, up to its HELLO. Then its time stands still. */
function poweredOn(image: Uint8Array) {
	const said: Uint8Array[] = [];
	let nowUs = 0;
	const host = {
		nowUs: () => nowUs,
		send: (_peer: number, octets: Uint8Array, at: number, size: number) =>
			void said.push(octets.slice(at, at + size)),
		...{entropy: () => 0, sense: () => 0, report: () => undefined, wakeAt: () => undefined},
		trapped: (panic: number) => {
			throw new Error(`panic ${panic}`);
		},
		flash: new Flash(image),
	};
	const config = {[APP]: SENSOR};
	const node = new WasmNode(firmware().module, new DriftingClock(0, 0), config, host);
	const hears = (octets: Uint8Array) =>
		node.received({octets, at: 0, size: octets.length, source: PEER, rssiCdbm: -5000});
	node.wake();
	hears(encode({type: 'ADVERTISE', gwId: 1, durationS: 900}));
	const asks = () => said.some(({length}) => length === HELLO_SIZE);
	for (; !asks() && nowUs < DEADLINE_US; nowUs += STEP_US) node.wake();
	return {said, hears};
}

function fleet(name: string, place = `${name}.flash`) {
	const [dir, authority] = [path.join(folder, name), path.join(folder, `${name}.authority`)];
	keys('init', dir, '--authority', authority, '--gateway', `${GWID}=1`);
	const file = path.join(folder, place);
	const provision = (eui: string) => {
		const verb = ['keys', 'provision', dir, '--authority', authority, '--eui', eui];
		const args = [MAIN, ...verb, '--sim-flash', file];
		const {status: code, stderr} = spawnSync(process.execPath, args, {timeout: 60_000});
		return {code, said: stderr.toString()};
	};
	return {dir, file, provision};
}

function keys(...args: string[]): string {
	return execFileSync(process.execPath, [MAIN, 'keys', ...args], {timeout: 60_000}).toString();
}
