/*
 * QoS 2 over the deaths of a program: a life is an MqttBroker, and its end is that nothing it does
 * counts any more. The shelf is what the lives share.
 */
import test, {type ExecutionContext} from 'ava';
import {InFlight, packetIdOf, type Shelf} from './in-flight.js';
import {ListenerLog} from './listener-log.js';
import {Mosquitto, mosquittoMissing} from './mosquitto.js';
import {MqttBroker} from './mqtt-broker.js';
import {type BrokerPort, STABLE_TOKEN_MIN} from './port.js';

const TOKEN = STABLE_TOKEN_MIN + 7;
const hello = {topicName: 't', payload: Buffer.from('hello'), qos: 2, retain: false} as const;

/** When the program dies, seen from what it wanted to keep. */
type Death = 'before it kept PUBREC' | 'before PUBREL' | 'before it told PUBCOMP';

for (const death of ['before it kept PUBREC', 'before PUBREL', 'before it told PUBCOMP'] as const) {
	withMosquitto(`a publish that is asked again comes once: died ${death}`, async (t, {url}) => {
		const heard = await subscriber(url);
		const shelf = new MemoryShelf();
		const reached = shelf.dies(death);
		const first = life(url, shelf, death === 'before it told PUBCOMP');
		await opened(first);
		first.port.publish(1, TOKEN, hello);
		await reached;
		if (death === 'before it told PUBCOMP') {
			while (first.broker.outstanding() > 0) await first.broker.changed(5000);
		}

		shelf.lives();
		const second = life(url, shelf);
		await opened(second);
		second.port.publish(1, TOKEN, hello);
		t.deepEqual(await second.log.next(), ['1 published 4294967303 accepted']);
		second.port.publish(1, TOKEN + 1, {...hello, payload: Buffer.from('last')});
		t.deepEqual(await heard.log.next(2), ['1 message t hello q2', '1 message t last q2']);
		await second.log.next();
		t.is(shelf.entries('anna').length, 0, 'what is told is forgotten');
		await Promise.all([first.broker.close(), second.broker.close(), heard.broker.close()]);
	});
}

withMosquitto(
	'a message that was told and not acknowledged is told in the next life',
	async (t, m) => {
		const {url} = m;
		const shelf = new MemoryShelf();
		const first = life(url, shelf);
		await opened(first);
		first.port.subscribe(1, 1, 't', 2);
		await first.log.next();
		first.port.publish(1, TOKEN, hello);
		await first.log.next(2);
		const [told] = first.log.messages;

		const second = life(url, shelf);
		await opened(second);
		t.deepEqual(await second.log.next(), ['1 message t hello q2']);
		t.is(second.log.messages[0]?.delivery, told!.delivery, 'the same one, by its number');
		second.port.acknowledge(1, told!.delivery);
		t.is(shelf.entries('anna').length, 0);

		const third = life(url, shelf);
		await opened(third);
		third.port.publish(1, TOKEN + 1, {...hello, payload: Buffer.from('last')});
		t.true((await third.log.next(2)).includes('1 message t last q2'), 'hello does not come again');
		await Promise.all([first, second, third].map(({broker}) => broker.close()));
	},
);

test('PUBREL waits for the shelf', t => {
	const shelf = new MemoryShelf();
	void shelf.dies('before PUBREL');
	const inFlight = new InFlight('anna', shelf);
	const store = inFlight.outgoing();
	let sent = false;
	const id = packetIdOf(TOKEN);
	inFlight.asks(id, TOKEN);
	store.put({cmd: 'pubrel', messageId: id}, () => {
		sent = true;
	});
	t.false(sent);
	t.deepEqual(shelf.entries('anna'), [[`out:${id}`, TOKEN]]);
	t.true(inFlight.has(TOKEN));
	t.false(inFlight.has(TOKEN + 0x8000), 'another token of that number is another message');
});

test('a link that another has followed releases nothing', t => {
	const inFlight = new InFlight('anna');
	const old = inFlight.outgoing();
	inFlight.outgoing();
	inFlight.asks(packetIdOf(TOKEN), TOKEN);
	old.put({cmd: 'pubrel', messageId: packetIdOf(TOKEN)}, () => t.fail());
	t.false(inFlight.has(TOKEN));
});

test('of 257 publishes that nobody asks about again the oldest is forgotten', t => {
	const shelf = new MemoryShelf();
	const inFlight = new InFlight('anna', shelf);
	const store = inFlight.outgoing();
	const release = (token: number) => {
		inFlight.asks(packetIdOf(token), token);
		store.put({cmd: 'pubrel', messageId: packetIdOf(token)}, () => {});
	};
	for (let count = 0; count < 256; count++) release(TOKEN + count);
	t.true(inFlight.has(TOKEN));
	release(TOKEN + 256);
	t.false(inFlight.has(TOKEN));
	t.true(inFlight.has(TOKEN + 1));
	t.is(shelf.entries('anna').length, 256);
});

test('a session that begins anew keeps nothing', t => {
	const shelf = new MemoryShelf();
	const inFlight = new InFlight('anna', shelf);
	const store = inFlight.outgoing();
	inFlight.asks(packetIdOf(TOKEN), TOKEN);
	store.put({cmd: 'pubrel', messageId: packetIdOf(TOKEN)}, () => {});
	const packet = {cmd: 'publish', messageId: 3, topic: 't', qos: 2, retain: false} as const;
	inFlight.incoming.put({...packet, payload: 'hello', dup: false}, () => {});
	t.is(shelf.entries('anna').length, 2);
	inFlight.clear();
	t.is(shelf.entries('anna').length, 0);
});

test('packet identifiers of stable tokens are the upper half', t => {
	t.is(packetIdOf(STABLE_TOKEN_MIN), 0x8000);
	t.is(packetIdOf(STABLE_TOKEN_MIN + 0x7fff), 0xffff);
	t.is(packetIdOf(STABLE_TOKEN_MIN + 0x8000), 0x8000);
});

test('what another program may have gone on with is read again, and nobody else is', t => {
	const shelf = new MemoryShelf();
	const inFlight = new InFlight('anna', shelf);
	t.true(inFlight.isCurrent);
	shelf.term += 1;
	t.false(inFlight.isCurrent);
	t.true(new InFlight('anna', shelf).isCurrent);
	t.true(new InFlight('anna').isCurrent, 'without a shelf there is no other');
});

test('what is no entry of ours is left alone', t => {
	const shelf = new MemoryShelf();
	for (const key of ['', 'in:x', 'by:7', 'in', 'out:7:8', 'in:7']) {
		shelf.put('anna', {key, value: 9}, () => {});
	}
	t.false(new InFlight('anna', shelf).has(9));
});

/** Keeps what it is given, up to a death that was asked for. */
class MemoryShelf implements Shelf {
	term = 1;
	readonly #entries = new Map<string, unknown>();
	#death: Death | undefined;
	#reached: () => void = () => {};

	/** Resolves when the time has come. */
	dies(death: Death): Promise<void> {
		this.#death = death;
		return new Promise(resolve => {
			this.#reached = resolve;
		});
	}

	lives(): void {
		this.#death = undefined;
	}

	entries(clientId: string): [string, unknown][] {
		const mine = [...this.#entries].filter(([name]) => name.startsWith(`${clientId} `));
		return mine.map(([name, value]) => [name.slice(clientId.length + 1), value]);
	}

	termOf(): number {
		return this.term;
	}

	put(clientId: string, {key, value}: {key: string; value: unknown}, stored: () => void): void {
		const name = `${clientId} ${key}`;
		this.#reached();
		if (this.#death === 'before it kept PUBREC') return;
		if (value === undefined) this.#entries.delete(name);
		else this.#entries.set(name, value);
		if (this.#death !== 'before PUBREL') setImmediate(stored);
	}
}

interface Life {
	readonly broker: MqttBroker;
	readonly port: BrokerPort;
	readonly log: ListenerLog;
}

/** One that is `deaf` is told that its link is open, and nothing more. */
function life(url: string, shelf: Shelf, deaf = false): Life {
	const log = new ListenerLog();
	const deliver = (event: () => void) => {
		if (!deaf || log.lines.length === 0) event();
	};
	const broker = new MqttBroker({url, shelf, deliver, patienceMs: 500});
	return {broker, port: broker.broker(log), log};
}

async function opened({port, log}: Life): Promise<void> {
	port.open(1, {clientId: 'anna', cleanSession: false, keepAliveS: 0});
	await log.next();
}

async function subscriber(url: string): Promise<Life> {
	const log = new ListenerLog();
	const broker = new MqttBroker({url});
	const port = broker.broker(log);
	port.open(1, {clientId: '', cleanSession: true, keepAliveS: 0});
	port.subscribe(1, 1, 't', 2);
	await log.next(2);
	return {broker, port, log};
}

function withMosquitto(
	title: string,
	claim: (t: ExecutionContext, mosquitto: Mosquitto) => Promise<void>,
): void {
	test(title, async t => {
		const missing = mosquittoMissing();
		if (missing !== undefined) {
			t.log(`skipped: ${missing}`);
			t.pass();
			return;
		}

		const mosquitto = await Mosquitto.start();
		try {
			await claim(t, mosquitto);
		} finally {
			await mosquitto.stop();
		}
	});
}
