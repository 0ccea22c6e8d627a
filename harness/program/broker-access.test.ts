/*
 * motebench gateway and a broker that is particular: TLS, certificates, a password and a prefix.
 * What is wrong stands in the log; what is secret does not.
 */
import {spawnSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import ava, {type ExecutionContext} from 'ava';
import {freePort, Mosquitto, mosquittoMissing} from '../broker/mosquitto.js';
import {opensslMissing, ThrowAwayCa} from '../broker/throw-away-ca.js';
import {Motebench} from '../motebench.js';
import {connect, UdpClient} from './bench.js';

/* One after the other: each is a process. */
const missing = mosquittoMissing() ?? opensslMissing();
const test = missing === undefined ? ava.serial : ava.skip;

let ca: ThrowAwayCa;
let broker: Mosquitto;
let port: number;

ava.before(async t => {
	if (missing !== undefined) return t.log(missing);
	ca = await ThrowAwayCa.create();
	await ca.sign('over', 'anna', {isOver: true});
	await ca.sign('over-broker', 'localhost', {isOver: true});
	[broker, port] = await particular('broker');
});
ava.after.always(async () => {
	await broker?.stop();
	await ca?.remove();
});

test('a gateway with all that its broker wants lets clients in', async t => {
	const {gateway, client} = await started(t, ours());
	t.deepEqual(await client.ask(connect('n1')), {type: 'CONNACK', returnCode: 0});
	gateway.child.kill('SIGTERM');
	t.is(await gateway.ended(), 0);
	t.notRegex(gateway.stderr, /broker-out-of-reach|broker-refused|hush/);
});

const refused: [title: string, without: () => Args, returnCode: number, why: RegExp][] = [
	['no CA', () => ({'--ca': undefined}), 1, /its certificate is signed by a CA that we do not/],
	[
		'no certificate',
		() => ({'--cert': undefined, '--key': undefined}),
		1,
		/it wants a certificate of ours/,
	],
	[
		'an expired certificate',
		() => certificate('over'),
		1,
		/it says that our certificate has expired/,
	],
	['a certificate of another CA', () => certificate('stranger'), 1, /the CA of our certificate/],
	[
		'a wrong password',
		() => ({'--password-file': file('wrong', 'hush-2')}),
		3,
		/user, password, certificate or client id is not allowed/,
	],
	[
		'a wrong prefix',
		() => ({'--client-id-prefix': 'other-'}),
		3,
		/client=other-n1 why="user, password, certificate or client id is not allowed/,
	],
];

for (const [title, without, returnCode, why] of refused) {
	test(`a gateway with ${title} lets nobody in, and says why`, async t => {
		const {gateway, client} = await started(t, {...ours(), ...without()});
		t.deepEqual(await client.ask(connect('n1')), {type: 'CONNACK', returnCode});
		await gateway.says(new RegExp(`(broker-${returnCode === 1 ? 'out-of-reach' : 'refused'})`));
		t.regex(gateway.stderr, why);
		t.notRegex(gateway.stderr, /hush/);
	});
}

test('a broker whose certificate has expired is not talked to, and the log says so', async t => {
	const [over, at] = await particular('over-broker');
	t.teardown(() => over.stop());
	const {gateway, client} = await started(t, {
		...ours(),
		'--broker': `mqtts://127.0.0.1:${at}`,
	});
	t.deepEqual(await client.ask(connect('n1')), {type: 'CONNACK', returnCode: 1});
	await gateway.says(/(broker-out-of-reach)/);
	t.regex(gateway.stderr, /why="its certificate has expired"/);
});

test('a password that is wrong for a thousand clients is one line in the log', async t => {
	const wrong = {'--password-file': file('wrong', 'hush-2')};
	const {gateway, client} = await started(t, {...ours(), ...wrong});
	for (const clientId of ['n1', 'n2', 'n3']) {
		t.deepEqual(await client.ask(connect(clientId)), {type: 'CONNACK', returnCode: 3});
	}
	gateway.child.kill('SIGTERM');
	t.is(await gateway.ended(), 0);
	t.is(gateway.stderr.match(/broker-refused/g)?.length, 1);
});

type Args = Readonly<Record<string, string | undefined>>;

function ours(): Args {
	return {
		...{'--udp': '127.0.0.1:0', '--security': 'off', '--broker': `mqtts://127.0.0.1:${port}`},
		...{'--ca': ca.fileOf('ca.pem'), ...certificate('client')},
		...{'--user': 'anna', '--password-file': file('right', 'hush-1')},
		'--client-id-prefix': 'fleet-',
	};
}

function certificate(name: string): Args {
	return {'--cert': ca.fileOf(`${name}.pem`), '--key': ca.fileOf(`${name}.key`)};
}

function file(name: string, text: string): string {
	writeFileSync(ca.fileOf(name), `${text}\n`, {mode: 0o600});
	return ca.fileOf(name);
}

async function started(t: ExecutionContext, args: Args) {
	const words = Object.entries(args).flatMap(([name, value]) =>
		value === undefined ? [] : [name, value],
	);
	const gateway = new Motebench(t, 'gateway', ...words);
	t.teardown(() => void gateway.child.kill('SIGKILL'));
	const client = await UdpClient.open(await gateway.says(/udp=(\S+)/));
	t.teardown(() => client.close());
	return {gateway, client};
}

/** A mosquitto that wants all of it; `certificate` is what it shows. */
async function particular(certificate: string): Promise<[broker: Mosquitto, port: number]> {
	const at = await freePort();
	const passwords = file(`${certificate}.passwords`, 'anna:hush-1');
	spawnSync('mosquitto_passwd', ['-U', passwords]);
	const mosquitto = await Mosquitto.start([
		...[`user ${userInfo().username}`, `listener ${at} 127.0.0.1`],
		...[`cafile ${ca.fileOf('ca.pem')}`, 'require_certificate true'],
		...[
			`certfile ${ca.fileOf(`${certificate}.pem`)}`,
			`keyfile ${ca.fileOf(`${certificate}.key`)}`,
		],
		...['allow_anonymous false', `password_file ${passwords}`, 'clientid_prefixes fleet-'],
	]);
	return [mosquitto, at];
}
