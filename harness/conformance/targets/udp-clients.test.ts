/* The suite before clients behind UDP: our firmware, and some that are of little use. */
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {EnvironmentError} from '../../errors.js';
import {UdpTransport} from '../../transport/udp.js';
import {encode} from '../../wire/wire.js';
import type {Result} from '../case.js';
import type {Task} from '../client-target.js';
import {builtModule} from '../conform-command.js';
import type {Launch} from '../control.js';
import {connect} from '../messages.js';
import {judgeClient} from '../suite.js';
import {launchCommand} from './control-command.js';
import {launchFirmware} from './firmware-over-udp.js';
import {startUdpClient} from './udp-clients.js';

const SCALE = 20;
const LOOPBACK = {host: '127.0.0.1', port: 0};
const PROGRAM = fileURLToPath(new URL('firmware-program.js', import.meta.url));

test.serial('our firmware over UDP fails no case, and every case can be judged', async t => {
	const launch = launchFirmware(builtModule());
	const results = await judged(launch, '');
	// Sixty-four at a time are late now and then where others work as well: those have it alone.
	for (const {id} of results.filter(isUnmet)) {
		t.deepEqual((await judged(launch, id)).filter(isUnmet), []);
	}
	t.true(results.length >= 100);
});

test.serial('a command that starts it is as good', async t => {
	const results = await judged(launchCommand(`'${process.execPath}' '${PROGRAM}'`), 'CL-WIL-0');
	t.true(results.length > 5);
	for (const {id, verdict} of results) t.is(verdict, 'pass', id);
});

test('a client that is told its gateway is not asked to look for one', async t => {
	const [search, bears] = [await judged(bare, 'CL-JOI-05'), await judged(bare, 'CL-JOI-11')];
	t.is(search[0]!.verdict, 'not supported');
	t.regex(search[0]!.reason!, /looks for none/);
	t.is(bears[0]!.verdict, 'pass');
});

test('a case that needs a time which was not said is not supported', async t => {
	const [result] = await judged(bare, 'CL-JOI-14');
	t.is(result!.verdict, 'not supported');
});

test('what the command cannot do is not supported, in its words', async t => {
	const [result] = await judged(launchCommand(`echo '{"unsupported":"no will"}'`), 'CL-WIL-01');
	t.is(result!.verdict, 'not supported');
	t.is(result!.reason, 'no will');
});

test('a client that says nothing on the wire fails', async t => {
	const silent = launchCommand(`echo noise; echo '{"ready":{}}'; exec cat > /dev/null`);
	const [result] = await judged(silent, 'CL-WIL-01');
	t.is(result!.verdict, 'fail');
});

test('a command that ends before it is ready is none', async t => {
	const error = await t.throwsAsync(judged(launchCommand('exit 5'), 'CL-WIL-01'), {
		instanceOf: EnvironmentError,
	});
	t.regex(error!.message, /^the control command ended with 5;/);
});

test('of a port that is given the second gateway has the next', async t => {
	const {promise, launch} = asked();
	const {address} = await freePair();
	const client = await startUdpClient({listen: address, scale: 1, launch}, TASK);
	const {gateways} = await promise;
	await client.close();
	t.deepEqual(gateways, [`127.0.0.1:${address.port}`, `127.0.0.1:${address.port + 1}`]);
});

test('what is sent before the client has said anything waits until it has', async t => {
	t.timeout(10_000);
	const late = await UdpTransport.open({listen: LOOPBACK});
	const heard = new Promise<string>(resolve => {
		late.onDatagram = (_, octets) => resolve(Buffer.from(octets).toString('hex'));
	});
	const {promise, launch} = asked();
	const client = await startUdpClient({listen: LOOPBACK, scale: 1, launch}, TASK);
	client.open().send(Uint8Array.of(2, 0x16));
	late.send((await promise).gateways[0]!, Uint8Array.of(3, 1, 0));
	t.is(await heard, '0216');
	await client.close();
	await late.close();
});

function isUnmet({verdict}: Result): boolean {
	return verdict === 'fail' || verdict === 'not supported';
}

const TASK: Task = {does: 'subscribe', topic: 'predefined', qos: 1};

function judged(launch: Launch, only: string) {
	const options = {listen: LOOPBACK, scale: SCALE, launch};
	return judgeClient(task => startUdpClient(options, task), {only, parallel: 64});
}

/** A client that connects to its gateway and does nothing else. */
const bare: Launch = ({gateways}, said) => {
	const opened = UdpTransport.open({listen: LOOPBACK}).then(udp => {
		udp.send(gateways[0]!, encode(connect('bare', {durationS: 60})));
		said({ready: {keepAliveS: 60}});
		return udp;
	});
	return {ended: new Promise(() => {}), stop: async () => await (await opened).close()};
};

/** A client that is ready at once, and the order that it was given. */
function asked() {
	let tell!: (order: Parameters<Launch>[0]) => void;
	const promise = new Promise<Parameters<Launch>[0]>(resolve => {
		tell = resolve;
	});
	const launch: Launch = (order, said) => {
		tell(order);
		said({ready: {}});
		return {ended: new Promise(() => {}), stop: async () => {}};
	};
	return {promise, launch};
}

/** A free port whose successor is free too. */
async function freePair() {
	for (;;) {
		const one = await UdpTransport.open({listen: LOOPBACK});
		const port = Number(one.address.split(':')[1]);
		const next = await UdpTransport.open({listen: {...LOOPBACK, port: port + 1}}).catch(
			(error: unknown) => {
				if (!(error instanceof EnvironmentError)) throw error;
			},
		);
		await one.close();
		await next?.close();
		if (next !== undefined) return {address: {...LOOPBACK, port}};
	}
}
