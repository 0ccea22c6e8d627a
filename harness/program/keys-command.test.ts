/*
 * The verb, in processes of its own.
 */
import {execFile} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ava from 'ava';
import {opensslMissing, ThrowAwayCa} from '../broker/throw-away-ca.js';
import {openDesk} from '../keys/desk.js';
import {Ear} from '../keys/ear.js';
import {provision} from '../keys/provision.js';
import {RemoteKeyService} from '../keys/remote-key-service.js';
import {Motebench} from '../motebench.js';
import {hostPort} from '../transport/udp-address.js';

const folder = mkdtempSync(path.join(tmpdir(), 'keys-'));
ava.after.always(() => rmSync(folder, {recursive: true}));

/* One after the other: each is several processes. */
const test = ava.serial;

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const GWID = '00124b00aabbccdd';
const EUI = '00124b0001020304';
const missing = opensslMissing();

test('init makes a folder and an authority that only their owner can read, and says so', async t => {
	const {dir, authority, out} = await fleet('init');
	t.regex(out, /keep it offline/);
	t.is(statSync(dir).mode & 0o777, 0o700);
	t.is(statSync(authority).mode & 0o777, 0o600);
	t.regex((await keys('status', dir)).out, /gateways {2}00124b00aabbccdd=1 \(0 attached\)/);
});

test('a device goes from registration to expulsion', async t => {
	const {dir} = await fleet('life');
	await registered(dir);
	t.is((await keys('join', dir, '--minutes', '5', '--eui', EUI)).out, 'open for 5 minutes\n');
	t.regex(
		(await keys('list', dir)).out,
		/^00124b0001020304 {2}new {6}generation 0\.0 {2}batch 0\n$/,
	);
	const {out, err} = await keys('revoke', dir, '00:12:4B:00:01:02:03:04');
	t.is(out, '1 revoked; group epoch 2\n');
	t.regex(err, /gateways hear of it when one does/);
	t.like(JSON.parse((await keys('list', dir, '--json')).out)[0], {state: 'revoked'});
});

test('a target that refuses leaves no device behind', async t => {
	const {dir} = await fleet('refused');
	await registered(dir, 'refused');
	t.is((await keys('list', dir)).out, 'no device is registered\n');
});

test('a backup is restored as it was, and its file is private', async t => {
	const {dir} = await fleet('backup');
	await registered(dir);
	const file = path.join(folder, 'backup.keys');
	t.is((await keys('backup', dir, file)).code, 0);
	t.is(statSync(file).mode & 0o777, 0o600);
	const again = path.join(folder, 'restored');
	t.is((await keys('restore', again, file, '--catch-up', '2')).code, 0);
	t.is((await keys('list', again)).out, (await keys('list', dir)).out);
	t.is((await keys('restore', again, file)).code, 2, 'nothing is restored over what is there');
});

test('a way to a node is asked for where none is named', async t => {
	const {dir, authority} = await fleet('way');
	const {code, err} = await keys('provision', dir, '--authority', authority, '--eui', EUI);
	t.is(code, 2);
	t.regex(err, /name a way to the node/);
});

const mistakes: [title: string, args: string[], said: RegExp][] = [
	['no folder of keys', ['list', path.join(folder, 'no')], /is no folder of keys/],
	['an EUI that is none', ['revoke', folder, 'xyz'], /Expected eight octets in hex/],
	['an export without authority', exportFrom('no'), /cannot be read: ENOENT/],
];

for (const [title, args, said] of mistakes) {
	test(`${title} is a mistake of the user`, async t => {
		const {code, err} = await keys(...args);
		t.is(code, 2);
		t.regex(err, said);
	});
}

(missing === undefined ? test : test.skip)(
	'while a key server serves the folder, orders reach it and its gateways at once',
	async t => {
		const ca = await ThrowAwayCa.create();
		t.teardown(() => ca.remove());
		await ca.sign('gateway', GWID);
		const {dir} = await fleet('served');
		await registered(dir);
		const tls = ['--ca', 'ca.pem', '--cert', 'broker.pem', '--key', 'broker.key'].map(word =>
			word.startsWith('--') ? word : ca.fileOf(word),
		);
		const args = ['keys', 'serve', dir, '--listen', '127.0.0.1:0', ...tls];
		const served = new Motebench(t, ...args);
		t.teardown(() => void served.child.kill('SIGKILL'));
		const {host, port} = hostPort(await served.says(/tls=(\S+)/));
		const [trusted, cert, key] = await Promise.all(
			['ca.pem', 'gateway.pem', 'gateway.key'].map(name => ca.read(name)),
		);
		const credentials = {ca: trusted!, cert: cert!, key: key!};
		const remote = new RemoteKeyService({host, port, gwid: GWID, credentials});
		const ear = new Ear();
		remote.service(ear);
		await ear.hears(/group 1/);
		t.is((await keys('revoke', dir, EUI)).err, '');
		t.is(await ear.hears(/drop/), `drop ${0xffff_ffff}`);
		t.is(await ear.hears(/group 2/), 'group 2');
		t.regex((await keys('serve', dir, '--listen', '127.0.0.1:0', ...tls)).err, /in use by process/);
		await remote.close();
		served.child.kill('SIGTERM');
		t.is(await served.ended(), 0);
		t.is((await keys('list', dir)).code, 0);
	},
);

test('no secret of a fleet comes out of any verb', async t => {
	const {dir, authority, out} = await fleet('silent');
	const made = await registered(dir);
	const said = [out];
	for (const args of [
		['list', dir],
		['status', dir, '--json'],
		['rotate', 'salt', dir],
		['rotate', 'group', dir],
		['revoke', dir, EUI],
	]) {
		const one = await keys(...args);
		said.push(one.out, one.err);
	}
	const secret = Buffer.from(made).toString('hex');
	t.false(said.join('').includes(secret));
	const orm = readFileSync(authority).subarray(-24).toString('hex');
	t.false(said.join('').includes(orm.slice(0, 32)));
});

async function fleet(name: string) {
	const [dir, authority] = [path.join(folder, name), path.join(folder, `${name}.authority`)];
	const {out} = await keys('init', dir, '--authority', authority, '--gateway', `${GWID}=1`);
	return {dir, authority, out};
}

/** Provisions a node in memory; the factory key that it was given. */
async function registered(dir: string, outcome: 'done' | 'refused' = 'done'): Promise<Uint8Array> {
	const desk = await openDesk(dir);
	let given: Uint8Array = new Uint8Array();
	const target = {
		provision: ({factoryKey}: {factoryKey: Uint8Array}) => {
			given = Uint8Array.from(factoryKey);
			return Promise.resolve(outcome);
		},
	};
	const how = {batch: 0, individual: true, replace: false};
	await provision(desk, target, {eui: EUI, ...how, recoveryKey: Buffer.alloc(16)});
	await desk.close();
	return given;
}

function exportFrom(name: string): string[] {
	const [authority, out] = [path.join(folder, name), path.join(folder, 'out')];
	return ['recover', 'export', EUI, '--authority', authority, '--out', out];
}

interface Ended {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

function keys(...args: string[]): Promise<Ended> {
	return new Promise(resolve => {
		execFile(process.execPath, [MAIN, 'keys', ...args], {timeout: 60_000}, (error, out, err) =>
			resolve({code: error === null ? 0 : Number(error.code ?? Number.NaN), out, err}),
		);
	});
}
