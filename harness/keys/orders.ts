/*
 * The operator's orders: each waits until what is under way is durable, changes rows and fleet at
 * once, and is answered when that is durable. Gateways hear of it after that.
 *
 *   register, for a device that begins anew: its generations do, too, and a gateway takes none that is
 *            not higher than that of its session; so all of them drop it, those that are away later
 *   revoke   rows and a new group key in one commit; drop, then the key at once, to all gateways
 *
 * Knows no socket, and does not know who asks.
 */
import {RekeyReason} from '../security/key-service.js';
import type {Core} from './core.js';
import {euiOctets} from './eui.js';
import {currentSalt, type Fleet, withGroupKey} from './fleet.js';
import {imported} from './import.js';
import {listed, statusOf} from './listing.js';
import type {Answer, Order} from './order.js';
import type {Change} from './registry.js';
import {newRow, type Row, U32_MAX} from './row.js';

const MINUTE_MS = 60_000;
const STUCK = 'the entropy source is stuck: mend it and start the key server again';

/** What an order comes to. */
type Outcome =
	| {readonly mistake: string}
	| {readonly value: unknown; readonly change?: Change; readonly after?: () => void};
type OrderOf<Ask extends Order['ask']> = Extract<Order, {ask: Ask}>;

export class Orders {
	readonly #core: Core;

	constructor(core: Core) {
		this.#core = core;
	}

	/** Does what is asked; `answer` comes once it is durable, or at once if nothing changes. */
	ask(order: Order, answer: (answer: Answer) => void): void {
		let outcome: Outcome = {mistake: 'nothing was done'};
		const make = () => {
			outcome = this.#outcome(order);
			return 'change' in outcome ? outcome.change : undefined;
		};
		this.#core.registry.change(make, () => {
			if ('mistake' in outcome) return answer({mistake: outcome.mistake});
			outcome.after?.();
			answer({value: outcome.value});
		});
	}

	#outcome(order: Order): Outcome {
		switch (order.ask) {
			case 'list':
				return {value: [...this.#core.registry.rows()].map(listed)};
			case 'status':
				return {value: statusOf(this.#core)};
			case 'backup':
				return {value: this.#core.registry.entries()};
			case 'register':
				return this.#register(order);
			case 'unregister':
				return this.#unregister(order);
			case 'join':
				return this.#join(order);
			case 'revoke':
				return this.#revoke(order);
			case 'rotate-salt':
				return this.#rotateSalt();
			case 'rotate-group':
				return this.#rotateGroup(order);
			case 'rekey':
				return this.#rekey(order);
			case 'add-batch':
				return this.#addBatch(order);
			case 'add-gateway':
				return this.#addGateway(order);
			case 'remove-gateway':
				return this.#removeGateway(order);
			case 'import':
				return imported(this.#core.registry, order.keys);
		}
	}

	#register({eui, batch, individual, replace}: OrderOf<'register'>): Outcome {
		const {registry, entropy} = this.#core;
		if (registry.get(eui) !== undefined && !replace) {
			return {mistake: `${eui} is registered already`};
		}
		if (registry.get(eui) !== undefined && !individual) {
			return {mistake: `${eui} begins anew: it needs a factory key of its own`};
		}
		const {masters} = registry.fleet;
		if (!individual && !masters.some(master => master.batch === batch)) {
			return {mistake: `batch ${batch} has no master key`};
		}
		const root = individual ? entropy.draw() : undefined;
		if (individual && root === undefined) return {mistake: STUCK};
		const fresh = newRow({eui, batch, saltVersion: currentSalt(registry.fleet).version}, root);
		const stale = replace ? this.#absent() : [];
		const row = stale.length === 0 ? fresh : {...fresh, stale};
		const factoryKey = registry.factoryKeyOf(row);
		const after = () => {
			this.#core.grants.forget(eui);
			if (replace)
				this.#core.attachments.tellAll(listener => listener.drop(euiOctets(eui), U32_MAX));
		};
		return {value: {factoryKey}, change: {rows: new Map([[eui, row]])}, after};
	}

	/** Gateways that hear of no order now. */
	#absent(): string[] {
		const {registry, attachments} = this.#core;
		const all = registry.fleet.gateways.map(({gwid}) => gwid);
		return all.filter(gwid => !attachments.isHere(gwid));
	}

	/** Undoes a registration that has come to nothing. */
	#unregister({eui}: OrderOf<'unregister'>): Outcome {
		const row = this.#core.registry.get(eui);
		if (row?.state !== 'new') return {mistake: `${eui} is no device that has never joined`};
		return {value: {}, change: {rows: new Map([[eui, undefined]])}};
	}

	#join({minutes, euis}: OrderOf<'join'>): Outcome {
		const unknown = this.#unknownOf(euis ?? []);
		if (unknown !== undefined) return unknown;
		const {join: _before, ...fleet} = this.#core.registry.fleet;
		if (minutes === 0) return {value: {}, change: {fleet}};
		const untilMs = Math.ceil(this.#core.now() + minutes * MINUTE_MS);
		const join = {untilMs, ...(euis !== undefined && {euis})};
		return {value: {untilMs}, change: {fleet: {...fleet, join}}};
	}

	#revoke({euis}: OrderOf<'revoke'>): Outcome {
		const unknown = this.#unknownOf(euis);
		if (unknown !== undefined) return unknown;
		const fleet = this.#withGroupKey(0);
		if (fleet === undefined) return {mistake: STUCK};
		const {registry, attachments, grants} = this.#core;
		const rows = new Map(euis.map(eui => [eui, expelled(registry.get(eui)!)]));
		const after = () => {
			for (const eui of rows.keys()) {
				grants.forget(eui);
				const octets = euiOctets(eui);
				attachments.tellAll(listener => listener.drop(octets, U32_MAX));
				this.#core.event({type: 'revoked', eui});
			}
			this.#tellGroupKey(0);
		};
		return {value: {groupEpoch: fleet.group.epoch}, change: {fleet, rows}, after};
	}

	#rotateSalt(): Outcome {
		const {registry, entropy} = this.#core;
		const {fleet} = registry;
		const key = entropy.draw();
		if (key === undefined) return {mistake: STUCK};
		const version = currentSalt(fleet).version + 1;
		const used = new Set<number>();
		for (const row of registry.rows()) {
			used.add(row.saltVersion);
			if (row.recovery !== undefined) used.add(row.recovery.saltVersion);
		}
		const kept = fleet.salts.filter(salt => used.has(salt.version));
		const salts = [...kept, {version, key}];
		return {value: {saltVersion: version}, change: {fleet: {...fleet, salts}}};
	}

	#rotateGroup({switchS}: OrderOf<'rotate-group'>): Outcome {
		const fleet = this.#withGroupKey(switchS);
		if (fleet === undefined) return {mistake: STUCK};
		const value = {groupEpoch: fleet.group.epoch};
		return {value, change: {fleet}, after: () => this.#tellGroupKey(switchS)};
	}

	#rekey({euis, deadlineS}: OrderOf<'rekey'>): Outcome {
		const unknown = this.#unknownOf(euis ?? []);
		if (unknown !== undefined) return unknown;
		const rekey = {reason: RekeyReason.operator, deadlineS};
		const all = [...this.#core.registry.rows()].filter(
			({eui, state}) => state !== 'revoked' && (euis === undefined || euis.includes(eui)),
		);
		const rows = new Map(all.map(row => [row.eui, {...row, rekey}]));
		const after = () => {
			for (const eui of rows.keys()) {
				const octets = euiOctets(eui);
				this.#core.attachments.tellAll(listener =>
					listener.rekey(octets, RekeyReason.operator, deadlineS),
				);
			}
		};
		return {value: {asked: rows.size}, change: {rows}, after};
	}

	#addBatch({batch}: OrderOf<'add-batch'>): Outcome {
		const {registry, entropy} = this.#core;
		const {fleet} = registry;
		if (fleet.masters.some(master => master.batch === batch)) {
			return {mistake: `batch ${batch} has a master key already`};
		}
		const key = entropy.draw();
		if (key === undefined) return {mistake: STUCK};
		return {value: {}, change: {fleet: {...fleet, masters: [...fleet.masters, {batch, key}]}}};
	}

	#addGateway({gwid, gwId}: OrderOf<'add-gateway'>): Outcome {
		const {fleet} = this.#core.registry;
		const taken = fleet.gateways.find(known => known.gwid === gwid || known.gwId === gwId);
		if (taken !== undefined) {
			return {mistake: `gateway ${taken.gwid} has GwId ${taken.gwId} already`};
		}
		const gateways = [...fleet.gateways, {gwid, gwId}];
		return {value: {}, change: {fleet: {...fleet, gateways}}};
	}

	#removeGateway({gwid}: OrderOf<'remove-gateway'>): Outcome {
		const {registry, attachments} = this.#core;
		const {fleet} = registry;
		const gateways = fleet.gateways.filter(known => known.gwid !== gwid);
		if (gateways.length === fleet.gateways.length) return {mistake: `${gwid} is no gateway`};
		// It knows the group key, and is to know no later one.
		const next = this.#withGroupKey(0);
		if (next === undefined) return {mistake: STUCK};
		const after = () => {
			attachments.expel(gwid);
			this.#tellGroupKey(0);
		};
		return {value: {}, change: {fleet: {...next, gateways}}, after};
	}

	#withGroupKey(switchS: number): Fleet | undefined {
		const key = this.#core.entropy.draw();
		if (key === undefined) return undefined;
		return withGroupKey(this.#core.registry.fleet, key, this.#core.now() + 1000 * switchS);
	}

	#tellGroupKey(switchS: number): void {
		const {epoch, key} = this.#core.registry.fleet.group;
		const octets = Uint8Array.from(key);
		this.#core.attachments.tellAll(listener => listener.groupKey({epoch, key: octets, switchS}));
	}

	#unknownOf(euis: readonly string[]): {mistake: string} | undefined {
		const unknown = euis.filter(eui => this.#core.registry.get(eui) === undefined);
		if (unknown.length === 0) return undefined;
		return {mistake: `no device is registered as ${unknown.join(', ')}`};
	}
}

/** What is kept of a device that must not come back: no key. */
function expelled({eui, batch, generation, saltVersion, lastCounter}: Row): Row {
	return {eui, batch, generation, saltVersion, lastCounter, state: 'revoked'};
}
