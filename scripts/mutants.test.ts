/*
 * Both ends of SNAKE-128 as they are built, fed with mutants of frames that were real: whatever is
 * refused leaves nothing behind, and what an insider says nonsense in is survived.
 */
import {readFileSync} from 'node:fs';
import test from 'ava';
import {joined, type SecureBench} from '../firmware/test/secure-bench.js';
import {auth} from '../firmware/test/secure-gateway.js';
import type {BrokerPort} from '../harness/broker/port.js';
import {connect, publish} from '../harness/gateway/bench.js';
import {Gateway} from '../harness/gateway/gateway.js';
import {EUI, FleetBench, GATEWAYS} from '../harness/keys/bench.js';
import {luck} from '../harness/security/bench.js';
import {Device} from '../harness/security/device.js';
import {decodeGroupFrame} from '../harness/security/group-frame.js';
import {Guard} from '../harness/security/guard.js';
import type {RecordForm} from '../harness/security/record.js';
import {MemoryStore} from '../harness/store/memory-store.js';
import type {Store} from '../harness/store/port.js';
import {encode, type Message} from '../harness/wire/wire.js';
import {ROOT} from './compile.js';
import {Mutants} from './mutant.js';

const SEED = 0x5eed;
const REFUSED = 15_000;
const INSIDE = 10_000;
const FORMS = ['compact', 'full'] as const;
/** ADVERTISE, SEARCHGW, GWINFO, DISCONNECT. */
const HINTS = [0, 1, 2, 0x18];
/** A Length of three octets begins so. */
const LONG = 1;
const EPOCH = 1;
/** What may differ after a datagram was refused: counts, the datagram, the time, and scratch. */
const SCRATCH = ['counters', 'rxFrame', 'clock', 'desk'];
const GROUP_KEY = '303132333435363738393a3b3c3d3e3f';
const ADVERTISE = '0500090384';

for (const form of FORMS) {
	test(`a node refuses mutants, and neither its page nor its flash is another: ${form}`, t => {
		const bench = member(form);
		const mutants = new Mutants(bench.downlink.map(octets), SEED);
		const [page, flash] = [lasting(bench), bench.flash.image()];
		for (let i = 0; i < REFUSED; i++) {
			const mutant = mutants.next();
			if (!isHint(mutant)) bench.node.hear(hexOf(mutant), bench.peer);
		}
		t.deepEqual(lasting(bench), page);
		t.deepEqual(bench.flash.image(), flash);
		t.deepEqual(bench.node.takeTold(), []);
	});

	test(`a node survives a gateway that speaks nonsense under its keys: ${form}`, t => {
		const bench = member(form);
		const mutants = new Mutants(MESSAGES.map(octets), SEED);
		for (let i = 0; i < INSIDE; i++) {
			const inner = mutants.next();
			if (inner.length > 0 && inner.length <= 200)
				bench.node.hear(bench.gateway.seal(hexOf(inner)), bench.peer);
			if (i % 100 === 0) bench.node.after(50);
		}
		t.is(lasting(bench)['panicCode'], '00000000');
	});

	test(`a gateway refuses mutants, and neither its stores nor the key server's change: ${form}`, t => {
		const on = new Bastion(form);
		on.life();
		const mutants = new Mutants(on.uplink, SEED);
		const before = on.state;
		for (let i = 0; i < REFUSED; i++) {
			const mutant = mutants.next();
			if (!isHint(mutant)) on.hears(mutant, i % 7 === 0 ? 'b' : 'a');
		}
		t.deepEqual(on.state, before);
		on.says({type: 'PINGREQ'});
		t.is(on.delivered, before.delivered + 1, 'the session goes on');
	});

	test(`a gateway survives a device that speaks nonsense under its keys: ${form}`, t => {
		const on = new Bastion(form);
		on.life();
		const mutants = new Mutants([...SAID.map(encode), ...MESSAGES.map(octets)], SEED);
		for (let i = 0; i < INSIDE; i++) {
			const inner = mutants.next();
			if (inner.length > 1 && inner.length <= 200) on.hears(on.device.record(inner), 'a');
			if (i % 100 === 0) on.runTo(on.nowMs + 50);
		}
		on.runTo(on.nowMs + 120_000);
		on.shake();
		t.true(on.guard.counters.records > INSIDE / 4);
	});
}

/** What a gateway may say to a node. */
const MESSAGES = [
	'030500',
	'0813200005000100',
	'070b0005000100',
	'0a0c20000500096f6e21',
	'0a0c400005000a6f6e21',
	'041000',
	'0410000a',
	'0217',
	'0218',
	'070d0005000300',
	'040f0003',
	'040e0003',
	'070a00060002',
	'0206',
	'0208',
	'031a00',
	ADVERTISE,
	'030209',
	auth('13', {data: '01003c'}),
	auth('14', {id: '4321', data: `0001${GROUP_KEY}0000000500`}),
	auth('16', {data: '00000010'}),
	auth('19', {reason: '00'}),
];

/** What a device says in the life of a Bastion. */
const SAID: readonly Message[] = [
	connect(EUI),
	{type: 'REGISTER', topicId: 0, msgId: 3, topicName: 't'},
	publish(),
	publish({qos: 2, msgId: 9}),
	{type: 'PUBREL', msgId: 9},
	{type: 'PINGREQ', clientId: EUI},
	{type: 'DISCONNECT', durationS: 30},
	{type: 'PINGREQ'},
];

/** A node that has keys, a group key, and new keys after that; it has nothing more to say. */
function member(form: RecordForm): SecureBench {
	const bench = joined({terms: {form}});
	bench.tell(auth('14', {id: '4321', data: `0001${GROUP_KEY}0000000500`}));
	bench.send(bench.gateway.group(ADVERTISE, GROUP_KEY, 1, 6));
	bench.run(120_000);
	bench.tell(auth('13', {data: '01003c'}));
	bench.run(120_000);
	for (const message of ['0217', '0a0c20000500096f6e21']) bench.tell(message);
	bench.node.takeTold();
	return bench;
}

/** The page without what a refusal may change: by name, in hex. */
function lasting({node}: SecureBench): Record<string, string> {
	const page = node.snapshot;
	// The count of wrong tags: so many of them, and new keys are asked for.
	page.fill(0, BAD_TAGS_AT, BAD_TAGS_AT + 4);
	const named = [...MAP.matchAll(AREA)].map(([, at, size, name]): [string, string] => {
		return [name!, page.toString('hex', Number(at), Number(at) + Number(size))];
	});
	return Object.fromEntries(named.filter(([name]) => !SCRATCH.includes(name)));
}

/** Guard, gateway and key server as they run, one device, and a broker that accepts. */
class Bastion {
	readonly fleet = new FleetBench();
	readonly device: Device;
	readonly guard: Guard;
	readonly uplink: Uint8Array[] = [];
	delivered = 0;
	nowMs = 0;
	readonly #gateway: Gateway;
	/** What guard and gateway have asked their stores to keep. */
	#kept = 0;
	#sent: Uint8Array[] = [];

	constructor(form: RecordForm) {
		const [{gwid, gwId}] = GATEWAYS;
		const {root: rootKey} = this.fleet.device();
		const factory = {eui: octets(EUI), generation: 0, counterCeiling: 0};
		this.device = new Device({...factory, rootKey, recoveryKey: Buffer.alloc(16)}, luck('device'));
		const [store, guardStore] = [this.#counted(), this.#counted()];
		this.guard = new Guard(
			{gwid: octets(gwid), gwId, entropy: luck('gateway'), recordForm: form, store: guardStore},
			{
				transport: {send: (_to, datagram) => void this.#sent.push(datagram), broadcast: () => {}},
				keys: this.fleet.server.serviceOf(gwid),
				deliver: (nowMs, from, datagram) => {
					this.delivered += 1;
					this.#gateway.received(nowMs, from, datagram);
				},
			},
		);
		this.#gateway = new Gateway(
			{gwId, store, messageSizeMax: 225},
			this.guard,
			accepting(this.fleet),
		);
		this.guard.start(0);
		this.#gateway.start(0);
		this.fleet.turns.settle();
	}

	/** All that outlives a datagram: rows, both stores, sessions, and what the core was handed. */
	get state() {
		return {
			rows: this.fleet.store.copy(),
			kept: this.#kept,
			devices: this.guard.devicesCount,
			delivered: this.delivered,
			connected: this.#gateway.connectedCount,
		};
	}

	/** Keys, a session at the gateway with all that a device says, and new keys. */
	life(): void {
		this.shake();
		for (const message of SAID) this.says(message);
		this.#say(this.device.conf(1));
		this.#say(this.device.resume(2));
		this.runTo(70_000);
		this.shake();
		this.says({type: 'PINGREQ'});
		this.#say(this.device.conf(3));
		this.runTo(this.nowMs + 1000);
	}

	shake(): void {
		this.#say(this.device.hello());
	}

	says(message: Message): void {
		this.#say(this.device.record(encode(message)));
	}

	hears(datagram: Uint8Array, place: string): void {
		this.guard.received(this.nowMs, place, datagram);
		this.fleet.turns.settle();
		this.#sent = [];
	}

	runTo(nowMs: number): void {
		this.nowMs = nowMs;
		this.guard.poll(nowMs);
		this.#gateway.poll(nowMs);
		this.fleet.turns.settle();
	}

	#counted(): Store {
		const {store} = new MemoryStore({schedule: this.fleet.turns.later});
		return listener => {
			const port = store(listener);
			const put: typeof port.put = (...args) => {
				this.#kept += 1;
				return port.put(...args);
			};
			return {...port, put};
		};
	}

	#say(datagram: Uint8Array): void {
		this.uplink.push(datagram);
		this.guard.received(this.nowMs, 'a', datagram);
		this.fleet.turns.settle();
		for (const answer of this.#sent.splice(0)) this.device.received(answer);
	}
}

/** A broker that says yes, in a turn of its own. */
function accepting({turns}: FleetBench): ConstructorParameters<typeof Gateway>[2] {
	return listener => {
		const later = (run: () => void) => turns.later(run);
		const port: BrokerPort = {
			open: link => later(() => listener.opened(link, {kind: 'accepted', sessionPresent: false})),
			publish: (link, token) => later(() => listener.published(link, token, 'accepted')),
			subscribe: (link, token) => later(() => listener.subscribed(link, token, 1)),
			unsubscribe: (link, token) => later(() => listener.unsubscribed(link, token)),
			acknowledge: () => {},
			close: () => {},
		};
		return port;
	};
}

/** Taken for what it is worth: some messages in clear, and a group key that is not known yet. */
function isHint(mutant: Uint8Array): boolean {
	const type = mutant[0] === LONG ? mutant[3] : mutant[1];
	const epoch = decodeGroupFrame(mutant)?.epoch ?? 0;
	return HINTS.includes(type ?? 0) || epoch > EPOCH;
}

function octets(hex: string): Uint8Array {
	return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function hexOf(frame: Uint8Array): string {
	return Buffer.from(frame).toString('hex');
}

const MAP = readFileSync(new URL('docs/memory-map.md', ROOT), 'utf8');
const [, REKEY_AT] = /^\| (0x\w+) \| \d+ \| rekey \|/m.exec(MAP)!;
const BAD_TAGS_AT = Number(REKEY_AT) + 8;
const AREA = /^\| (0x\w+) \| (\d+) \| (\w+) \|/gm;
