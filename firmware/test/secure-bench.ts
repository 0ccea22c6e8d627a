/*
 * A provisioned node and its gateway, joined by a perfect link that tests can cut. What the node
 * sends is answered at once, as a gateway of MQTT-SN does that has nothing to complain of.
 *
 *   heard      messages that came in records, hex         plain    datagrams that did not
 *   hellos     HELLOs, hex                                frames   every datagram, in order
 */
import {Flash} from '../../sim/node/flash.js';
import {AppKind, type Bench, type Config, Node, provision} from './page.js';
import {auth, FACTORY, SecureGateway, type Terms} from './secure-gateway.js';

export interface SecureOptions {
	readonly config?: Config;
	readonly terms?: Terms;
	readonly bench?: Bench;
	readonly flash?: Flash;
	readonly gateway?: SecureGateway;
}

export type Fate = 'kept' | 'lost' | 'doubled' | 'late';

export const GWINFO = '030207';
const SEARCHGW = '030100';
export const PEER = 1;
/** An actuator says nothing of itself once it has subscribed. */
const CONFIG: Config = {App: AppKind.Actuator, TopicIdType: 1};

export class SecureBench {
	node: Node;
	readonly gateway: SecureGateway;
	readonly flash: Flash;
	heard: string[] = [];
	plain: string[] = [];
	hellos: string[] = [];
	frames: string[] = [];
	/** Where the gateway is. */
	peer = PEER;
	/** What becomes of protected datagrams, first come first served; then the link is perfect. */
	fates: Fate[] = [];
	/** What of the node's datagrams gets lost. */
	losesUp = (_hex: string): boolean => false;
	/** What of the gateway's datagrams gets lost. */
	losesDown = (_hex: string): boolean => false;
	/** Every datagram that went down. */
	downlink: string[] = [];
	readonly #late: (() => void)[] = [];
	readonly #config: Config;
	readonly #bench: Bench;

	constructor({config, terms, bench, flash, gateway}: SecureOptions = {}) {
		this.#config = {...CONFIG, ...config};
		this.#bench = bench ?? {};
		this.flash = flash ?? provisionedFlash();
		this.gateway = gateway ?? new SecureGateway(terms);
		this.node = this.#boot();
	}

	/** The same device after its power was gone. */
	reboot(): this {
		this.node = this.#boot();
		return this;
	}

	/** Finds its gateway, agrees on keys, connects and subscribes. */
	join(): this {
		this.deliver(this.node.hear(this.gwinfo, this.peer));
		return this.run(2_000);
	}

	/** Lets `ms` pass. */
	run(ms: number): this {
		const endMs = this.node.sinceBootMs + ms;
		while (this.node.dueMs < endMs) {
			this.deliver(this.node.at(this.node.dueMs));
			for (const arrive of this.#late.splice(0)) arrive();
		}
		this.deliver(this.node.at(endMs));
		return this;
	}

	/** Hands what the node has sent to the gateway, and its answers back, until all is said. */
	deliver(sent: readonly string[]): void {
		for (const line of sent) {
			const [peer, hex] = line.split(' ') as [string, string];
			this.frames.push(hex);
			const arrives = peer === this.peer.toString(16) && !this.losesUp(hex);
			if (arrives) this.#carry(() => this.#take(hex));
			else if (hex === SEARCHGW) this.deliver(this.node.hear(this.gwinfo, this.peer));
		}
	}

	/** A message to the node, in a record. */
	tell(message: string): void {
		this.send(this.gateway.seal(message));
	}

	/** A datagram to the node. */
	send(hex: string): void {
		this.downlink.push(hex);
		if (!this.losesDown(hex)) this.#carry(() => this.deliver(this.node.hear(hex, this.peer)));
	}

	/** How the gateway calls itself. */
	get gwinfo(): string {
		return `0302${this.gateway.terms.gwId.toString(16).padStart(2, '0')}`;
	}

	/** What was in records since the last time, by name. */
	takeHeard(): string[] {
		return this.heard.splice(0).map(typeOf);
	}

	/** What is late arrives when the node has had its next turn. */
	#carry(arrive: () => void): void {
		const fate = this.fates.shift() ?? 'kept';
		if (fate === 'late') this.#late.push(arrive);
		else if (fate !== 'lost') arrive();
		if (fate === 'doubled') arrive();
	}

	#boot(): Node {
		return new Node(this.#config, {...this.#bench, flash: this.flash});
	}

	#take(hex: string): void {
		if (hex.startsWith('41ff1e3c')) this.#hello(hex);
		else if (hex.slice(2, 4) === 'ff' || hex.slice(2, 4) === '1f') this.#record(hex);
		else this.plain.push(hex);
	}

	#hello(hex: string): void {
		this.hellos.push(hex);
		const accept = this.gateway.accept(hex);
		if (accept !== undefined) this.send(accept);
	}

	#record(hex: string): void {
		const message = this.gateway.open(hex);
		if (message === undefined) return;
		this.heard.push(message);
		if (typeOf(message) === 'RESUME')
			this.gateway.jumpAbove(Number.parseInt(message.slice(20), 16));
		const answer = answerTo(message);
		if (answer !== undefined) this.tell(answer);
	}
}

/** The flash of a device as it leaves the factory. */
export function provisionedFlash(): Flash {
	const flash = new Flash();
	provision(flash, FACTORY);
	return flash;
}

/** A device that is connected and has nothing to say. */
export function joined(options: SecureOptions = {}): SecureBench {
	const bench = new SecureBench(options).join();
	bench.takeHeard();
	bench.frames = [];
	bench.node.takeTold();
	return bench;
}

const NAMES: Readonly<Record<string, string>> = {
	'04': 'CONNECT',
	'0a': 'REGISTER',
	'0c': 'PUBLISH',
	'10': 'PUBREL',
	'12': 'SUBSCRIBE',
	'16': 'PINGREQ',
	'18': 'DISCONNECT',
	'0315': 'GK-ACK',
	'0317': 'RESUME',
	'0318': 'CONF',
};

/** The name of a message, or its type in hex. */
export function typeOf(message: string): string {
	const type = message.slice(2, 4);
	const name = type === '03' ? type + message.slice(18, 20) : type;
	return NAMES[name] ?? name;
}

function answerTo(message: string): string | undefined {
	const body = message.slice(4);
	switch (typeOf(message)) {
		case 'CONNECT':
			return '030500';
		case 'REGISTER':
			return `070b0005${body.slice(4, 8)}00`;
		case 'PUBLISH':
			return publishAnswer(body);
		case 'PUBREL':
			return `040e${body}`;
		case 'SUBSCRIBE':
			return `0813000000${body.slice(2, 6)}00`;
		case 'PINGREQ':
			return '0217';
		case 'DISCONNECT':
			return '0218';
		case 'CONF':
			return confAck(message);
		case 'RESUME':
			return syncTo(message);
		default:
			return undefined;
	}
}

function publishAnswer(body: string): string | undefined {
	const qos = (Number.parseInt(body.slice(0, 2), 16) >> 5) & 3;
	if (qos === 1) return `070d${body.slice(2, 6)}${body.slice(6, 10)}00`;
	return qos === 2 ? `040f${body.slice(6, 10)}` : undefined;
}

function confAck(message: string): string {
	return auth('19', {id: message.slice(4, 8), reason: '00'});
}

function syncTo(message: string): string {
	return auth('16', {id: message.slice(4, 8), reason: '00', data: '00000000'});
}
