import test from 'ava';
import type {BrokerListener, BrokerPort} from '../broker/port.js';
import {connect, hi, publish} from '../gateway/bench.js';
import {Gateway} from '../gateway/gateway.js';
import {decode, encode, type Message} from '../wire/wire.js';
import {BATCH, GWID, luck, MFK, octets} from './bench.js';
import {Device, provisioned} from './device.js';
import {Guard} from './guard.js';
import {KeyDesk} from './key-desk.js';
import {INNER_SIZE_MAX} from './record.js';

const CLIENT_ID = '00124b0001020301';

test('a device connects and publishes in records, and the broker’s answer comes in one', t => {
	const on = new Whole();
	on.connect();
	t.deepEqual(on.says({type: 'REGISTER', topicId: 0, msgId: 3, topicName: 't'}), [
		{type: 'REGACK', topicId: 1, msgId: 3, returnCode: 0},
	]);
	t.deepEqual(on.says(publish()), []);
	on.broker.published(1, on.lastToken(), 'accepted');
	t.deepEqual(on.hears(), [{type: 'PUBACK', topicId: 1, msgId: 7, returnCode: 0}]);
});

test('attack/S6: neither new keys nor another place touch a message in flight', t => {
	const on = new Whole();
	on.connect();
	on.says({type: 'REGISTER', topicId: 0, msgId: 3, topicName: 't'});
	on.says(publish());
	on.place = 'elsewhere';
	on.shake();
	t.deepEqual(on.says(publish({dup: true})), []);
	t.is(on.asked('publish'), 1);
	on.broker.published(1, on.lastToken(), 'accepted');
	t.deepEqual(on.hears(), [{type: 'PUBACK', topicId: 1, msgId: 7, returnCode: 0}]);
	t.like(on.gateway.counters, {connects: 1, takeovers: 0, strangers: 0});
});

test('a message that is sent again is sealed anew', t => {
	const on = new Whole();
	on.connect();
	on.broker.message(1, {topicName: 't', payload: hi, qos: 1, delivery: 1, retain: false});
	const first = on.sent.at(-1)!;
	on.runTo(10_000);
	const again = on.sent.at(-1)!;
	t.notDeepEqual(again, first);
	t.deepEqual(
		on.hears().map(({type}) => type),
		['REGISTER', 'REGISTER'],
	);
});

test('a device that is revoked is gone for the broker too, and its will stays unsaid', t => {
	const on = new Whole();
	on.connect();
	on.desk.say(() => on.desk.listener(GWID).drop(on.device.flash.eui, 0xffff_ffff));
	t.is(on.asked('close'), 1);
	t.is(on.gateway.connectedCount, 0);
});

test('attack/D1: nothing in clear reaches a client’s session', t => {
	const on = new Whole();
	on.connect();
	for (const message of [publish(), {type: 'DISCONNECT'} as const, connect(CLIENT_ID)]) {
		on.guard.received(on.nowMs, on.place, encode(message));
	}
	t.is(on.gateway.connectedCount, 1);
	t.is(on.asked('publish'), 0);
	t.like(on.gateway.counters, {connects: 1, takeovers: 0, disconnects: 0});
});

/** A guard before a whole gateway, and one device. */
class Whole {
	readonly desk = new KeyDesk(MFK, BATCH);
	readonly device = new Device(
		provisioned({mfk: MFK, orm: MFK, eui: octets(CLIENT_ID), batch: BATCH}),
		luck('device'),
	);
	readonly guard: Guard;
	readonly gateway: Gateway;
	readonly sent: Uint8Array[] = [];
	broker!: BrokerListener;
	place = 'a';
	nowMs = 0;
	#asked: unknown[][] = [];
	#heard = 0;

	constructor() {
		const transport = {
			send: (_to: string, datagram: Uint8Array) => void this.sent.push(datagram),
			broadcast: () => {},
		};
		this.guard = new Guard(
			{gwid: GWID, gwId: 1, entropy: luck('gateway')},
			{
				transport,
				keys: this.desk.attach(GWID),
				deliver: (nowMs, from, datagram) => this.gateway.received(nowMs, from, datagram),
			},
		);
		const options = {messageSizeMax: INNER_SIZE_MAX.full};
		this.gateway = new Gateway(options, this.guard, listener => this.#port(listener));
		this.guard.start(0);
		this.gateway.start(0);
	}

	/** How often the broker was asked `question`. */
	asked(question: keyof BrokerPort): number {
		return this.#asked.filter(([asked]) => asked === question).length;
	}

	lastToken(): number {
		return this.#asked.at(-1)![2] as number;
	}

	runTo(nowMs: number): void {
		this.nowMs = nowMs;
		this.guard.poll(nowMs);
		this.gateway.poll(nowMs);
	}

	shake(): void {
		this.guard.received(this.nowMs, this.place, this.device.hello());
		this.desk.settle();
		this.hears();
	}

	connect(): void {
		this.shake();
		this.says(connect(CLIENT_ID));
		this.desk.settle();
		this.broker.opened(1, {kind: 'accepted', sessionPresent: false});
		this.hears();
	}

	/** What the device is answered at once. */
	says(message: Message): Message[] {
		this.guard.received(this.nowMs, this.place, this.device.record(encode(message)));
		return this.hears();
	}

	/** What the device was sent since the last call. */
	hears(): Message[] {
		const datagrams = this.sent.slice(this.#heard);
		this.#heard = this.sent.length;
		return datagrams.flatMap(datagram => {
			const heard = this.device.received(datagram);
			return heard.kind === 'message' ? [decode(heard.inner) as Message] : [];
		});
	}

	#port(listener: BrokerListener): BrokerPort {
		this.broker = listener;
		const note =
			(question: string) =>
			(...of: unknown[]) =>
				void this.#asked.push([question, ...of]);
		return {
			open: note('open'),
			publish: note('publish'),
			subscribe: note('subscribe'),
			unsubscribe: note('unsubscribe'),
			acknowledge: note('acknowledge'),
			close: note('close'),
		};
	}
}
