/*
 * All routers of a network: who has power, when each wants to be asked, what luck it has.
 *
 * Border routers share a backbone. A router is polled when it wants to be and told of what concerns
 * it; whoever tells it something else calls schedule() afterwards.
 */
import {draw, fraction} from '../../kernel/random.js';
import type {Kind} from '../../kernel/scheduler.js';
import {Contexts} from '../contexts.js';
import {nodeOf, shortOf} from '../link-addresses.js';
import type {DiscoveryPort} from '../nd/discovery.js';
import type {DiscoveryPlane} from '../nd/discovery-plane.js';
import {Backbone, type WireListener} from './backbone.js';
import type {Dao} from './dao.js';
import type {Dio} from './dio.js';
import type {RoutingOptions} from './network.js';
import {type LinkUse, type Role, Router} from './router.js';

/** How routers are heard, by node; `to` is a short address or BROADCAST. */
export interface Speech {
	sendDis(node: number, from: number, to: number): void;
	sendDio(node: number, from: number, to: number, dio: Dio): void;
	sendDao(node: number, dao: Dao, rank: number): void;
	/** Where nodes discover their neighbours. */
	readonly discovery?: DiscoveryPlane;
}

const NO_CONTEXTS = new Contexts();

export class Routers {
	readonly backbone: Backbone;
	readonly #options: RoutingOptions;
	readonly #routers: readonly Router[];
	readonly #wakes: Kind;
	/** By node: when its next wake is, and how much luck it has had. */
	readonly #wakeUs: Float64Array;
	readonly #draws: Float64Array;
	/** By node: the parent that was told last, -1 for none. */
	readonly #parents: Int32Array;

	constructor(options: RoutingOptions, speech: Speech, listener: WireListener) {
		const {scheduler, roles, repairEveryUs} = options;
		this.#options = options;
		this.#wakeUs = new Float64Array(roles.length).fill(Infinity);
		this.#draws = new Float64Array(roles.length);
		this.#parents = new Int32Array(roles.length).fill(-1);
		this.#routers = roles.map((role, node) => this.#router(role, node, speech));
		const roots = this.#routers.filter(({role}) => role === 'root').map(({address}) => address);
		this.backbone = new Backbone(scheduler, roots, listener);
		this.#wakes = scheduler.register(node => this.#wake(node));
		if (repairEveryUs !== undefined) this.#repairEvery(repairEveryUs);
	}

	/** The router of `node`; undefined where it has no power, or there is none. */
	at(node: number): Router | undefined {
		const router = this.#routers[node];
		return router?.running ? router : undefined;
	}

	/** `node` has power from now on. */
	start(node: number): void {
		const router = this.#routers[node];
		if (router === undefined || router.running) return;
		router.start(this.now, this.backbone.version);
		this.schedule(node);
	}

	/** `node` has lost power, and with it all that it knew. */
	stop(node: number): void {
		const router = this.#routers[node];
		if (router === undefined) return;
		router.stop();
		this.#tellParent(node, router);
	}

	/** `node` has switched its receiver off, or on again. */
	rest(node: number, resting: boolean): void {
		const router = this.at(node);
		if (router?.role !== 'leaf') return;
		router.rest(resting);
		this.schedule(node);
	}

	/** Global repair. */
	repair(): void {
		const version = this.backbone.repair();
		for (const [node, router] of this.#routers.entries()) {
			if (router.role !== 'root' || !router.running) continue;
			router.repair(this.now, version);
			this.schedule(node);
		}
	}

	/** The MAC is done with a frame of `node` to `neighbour`. */
	linkUsed(node: number, neighbour: number, use: LinkUse): void {
		const router = this.at(node);
		if (router === undefined) return;
		router.linkUsed(neighbour, use, this.now);
		this.schedule(node);
	}

	/** An earlier wake that is still to come serves a later wish: the router is asked again then. */
	schedule(node: number): void {
		const router = this.#routers[node];
		this.#tellParent(node, router);
		const pollAtUs = Math.max(router.pollAtUs, this.now);
		if (pollAtUs >= this.#wakeUs[node]) return;
		this.#wakeUs[node] = pollAtUs;
		this.#options.scheduler.at(pollAtUs, this.#wakes, node);
	}

	/** What `node` has learnt of contexts; nothing where it discovers nobody. */
	contextsOf(node: number): Contexts {
		return this.#routers[node]?.discovery?.contexts ?? NO_CONTEXTS;
	}

	/** A number in [0, 1) for `node`, another one each time. */
	luckOf(node: number): number {
		return fraction(draw(this.#options.luck, node, 0, this.#draws[node]++));
	}

	get now(): number {
		return this.#options.scheduler.now;
	}

	#router(role: Role, node: number, speech: Speech): Router {
		const address = shortOf(node);
		const router: Router = new Router(address, role, {
			sendDis: to => speech.sendDis(node, address, to),
			sendDio: (to, dio) => speech.sendDio(node, address, to, dio),
			sendDao: dao => speech.sendDao(node, dao, router.dodag.rank),
			luck: () => this.luckOf(node),
			...(speech.discovery && {discovery: this.#discovery(node, speech.discovery)}),
		});
		return router;
	}

	#tellParent(node: number, {dodag}: Router): void {
		const parent = dodag.parent === undefined ? -1 : nodeOf(dodag.parent);
		if (parent === this.#parents[node]) return;
		this.#parents[node] = parent;
		this.#options.parentChanged?.(node, parent);
	}

	#discovery(node: number, plane: DiscoveryPlane): DiscoveryPort {
		const address = shortOf(node);
		return {
			sendRs: to => plane.sendRs(node, address, to),
			sendRa: (to, announced) => plane.sendRa(node, address, to, announced),
			sendNs: (to, registration) => plane.sendNs(node, address, to, registration),
			sendNa: (to, registration) => plane.sendNa(node, address, to, registration),
			luck: () => this.luckOf(node),
		};
	}

	#wake(node: number): void {
		if (this.#wakeUs[node] > this.now) return;
		this.#wakeUs[node] = Infinity;
		this.at(node)?.poll(this.now);
		this.schedule(node);
	}

	#repairEvery(everyUs: number): void {
		const {scheduler} = this.#options;
		const kind = scheduler.register(() => {
			this.repair();
			scheduler.at(scheduler.now + everyUs, kind, 0);
		});
		scheduler.at(everyUs, kind, 0);
	}
}
