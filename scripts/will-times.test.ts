import test from 'ava';
import mqtt from 'mqtt';
import {Mosquitto, mosquittoMissing} from '../harness/broker/mosquitto.js';
import {connect, UdpClient} from '../harness/program/bench.js';
import {GatewayProgram} from '../harness/program/gateway-program.js';
import {Log} from '../harness/program/log.js';

/* That this holds to the millisecond, harness/gateway/will-times.test.ts shows. */

const DUE_MS = 1500;
/** The gateway counts whole milliseconds. */
const EARLY_MAX_MS = 1;
/** What a busy machine may add. */
const LATE_MAX_MS = 3000;

test('with a keep-alive of 1 s a subscriber of mosquitto has the will after 1.5 s', async t => {
	const missing = mosquittoMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	t.timeout(20_000);
	const mosquitto = await Mosquitto.start();
	t.teardown(() => mosquitto.stop());
	const gateway = await GatewayProgram.start({
		gateway: {},
		listen: {host: '127.0.0.1', port: 0},
		broker: {url: mosquitto.url},
		log: new Log('text', () => {}),
	});
	t.teardown(() => gateway.stop());
	const subscriber = await mqtt.connectAsync(mosquitto.url);
	t.teardown(() => subscriber.endAsync(true));
	await subscriber.subscribeAsync('gone/n1', {qos: 1});

	const message = new Promise<Buffer>(resolve => {
		subscriber.once('message', (_topic, payload) => resolve(payload));
	});
	const silentMs = await withWill(gateway.address);
	t.is(String(await message), 'gone');
	const afterMs = performance.now() - silentMs;
	t.true(afterMs >= DUE_MS - EARLY_MAX_MS, `${afterMs} ms`);
	t.true(afterMs <= DUE_MS + LATE_MAX_MS, `${afterMs} ms`);
});

/** Connects a client that then says nothing more, and returns when it began to say its last. */
async function withWill(gateway: string): Promise<number> {
	const client = await UdpClient.open(gateway);
	await client.ask(connect('n1', {will: true, durationS: 1}));
	const target = {qos: 1, retain: false, willTopic: 'gone/n1'} as const;
	await client.ask({type: 'WILLTOPIC', target});
	const silentMs = performance.now();
	await client.ask({type: 'WILLMSG', willMsg: Buffer.from('gone')});
	await client.close();
	return silentMs;
}
