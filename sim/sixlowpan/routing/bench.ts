/*
 * A network without air, for tests: each frame takes its time and arrives at all who are linked, or
 * is given up after four attempts where it was for one who is not. Links come and go.
 */
import {streamKey} from '../../kernel/random.js';
import {Scheduler} from '../../kernel/scheduler.js';
import {BROADCAST} from '../../mac/frame.js';
import {SixLowpan} from '../sixlowpan.js';
import type {RoutingOptions} from './network.js';
import type {Role} from './router.js';

/** Of a frame, and of one that nobody acknowledges. */
const FRAME_US = 4_000;
const GIVEN_UP_US = 25_000;
const RSSI_CDBM = -7000;

export const PORTS = {from: 61617, to: 61616};

/** A frame that was sent, by radios; `to` is -1 for all. */
export interface Sent {
	readonly atUs: number;
	readonly from: number;
	readonly to: number;
	readonly octets: Buffer;
}

export interface Arrived {
	readonly node: number;
	readonly source: number;
	readonly data: string;
	readonly hops: number;
}

export class Bench {
	readonly scheduler = new Scheduler();
	readonly lowpan: SixLowpan;
	readonly frames: Sent[] = [];
	readonly arrivals: Arrived[] = [];
	/** Says which frames are lost on the way, though there is a link. */
	loses: (frame: Sent) => boolean = () => false;
	readonly #roles: readonly Role[];
	readonly #links = new Set<string>();
	readonly #freeUs: number[] = [];
	readonly #queue: (() => void)[] = [];
	readonly #later = this.scheduler.register(index => this.#queue[index]());
	#handles = 0;

	/** Radios with these roles, linked by pairs such as '0-1'; all have power. */
	constructor(roles: readonly Role[], links: string, more: Partial<RoutingOptions> = {}) {
		this.#roles = roles;
		for (const link of links.split(' ')) this.#links.add(link);
		const routing = {scheduler: this.scheduler, luck: streamKey(1, 'test'), roles, ...more};
		this.lowpan = new SixLowpan({
			mac: {payloadMax: 116, send: (...frame) => this.#send(...frame)},
			now: () => this.scheduler.now,
			routing,
			listener: {
				datagram: (node, {source, hops, ...datagram}) => {
					const {octets, at, size} = datagram;
					const data = Buffer.from(octets.slice(at, at + size)).toString('hex');
					this.arrivals.push({node, source, data, hops});
				},
			},
		});
		for (const node of roles.keys()) this.lowpan.start(node);
	}

	link(pair: string): void {
		this.#links.add(pair);
	}

	cut(pair: string): void {
		this.#links.delete(pair);
	}

	run(seconds: number): void {
		this.scheduler.run(this.scheduler.now + seconds * 1_000_000);
	}

	/** From radio `node` to the short address `to`. */
	send(node: number, to: number, data: Uint8Array, radius = 0): boolean {
		return this.lowpan.send(node, to, PORTS, data, 0, data.length, radius);
	}

	/** What has arrived, as `node from source: hops`. */
	heard(): string[] {
		return this.arrivals.map(({node, source, hops}) => `${node} from ${source}: ${hops}`);
	}

	#send(node: number, to: number, octets: Uint8Array, at: number, size: number): number {
		const handle = this.#handles++;
		const startUs = Math.max(this.scheduler.now, this.#freeUs[node] ?? 0);
		const copy = Buffer.from(octets.slice(at, at + size));
		const frame = {atUs: startUs, from: node, to: to === BROADCAST ? -1 : to - 1, octets: copy};
		const arrives = to === BROADCAST || (this.#linked(node, to - 1) && !this.loses(frame));
		const endUs = startUs + (arrives ? FRAME_US : GIVEN_UP_US);
		this.#freeUs[node] = endUs;
		this.frames.push(frame);
		this.#at(endUs, () => this.#sent(frame, handle, arrives));
		return handle;
	}

	#sent(frame: Sent, handle: number, arrives: boolean): void {
		const {from, to, octets} = frame;
		const indication = {octets, at: 0, size: octets.length, rssiCdbm: RSSI_CDBM, source: from + 1};
		for (const node of this.#roles.keys()) {
			if (!this.#linked(from, node) || (to >= 0 && to !== node) || this.loses(frame)) continue;
			const destination = to < 0 ? BROADCAST : to + 1;
			this.lowpan.macReceived(node, {...indication, destination});
		}
		this.lowpan.macSent(from, handle, arrives ? 'success' : 'noAck', arrives ? 1 : 4);
	}

	#at(us: number, run: () => void): void {
		this.scheduler.at(us, this.#later, this.#queue.push(run) - 1);
	}

	#linked(one: number, other: number): boolean {
		return this.#links.has(`${one}-${other}`) || this.#links.has(`${other}-${one}`);
	}
}

/** A border router, and `hops` routers in a row behind it. */
export function row(hops: number, more: Partial<RoutingOptions> = {}): Bench {
	const roles: Role[] = ['root', ...new Array<Role>(hops).fill('router')];
	const links = Array.from({length: hops}, (_, index) => `${index}-${index + 1}`);
	return new Bench(roles, links.join(' '), more);
}
