/*
 * CONF at the key server (2.6): the device's own word that it has committed, which no gateway can
 * give for it.
 *
 *   right, newer than the row     durable first; then confirmed, and other gateways drop the device
 *   right, of the row             confirmed again: the answer was lost
 *   anything else                 counted
 *
 * Knows no socket and no file.
 */
import {isSame} from '../security/crypto.js';
import type {Activation, ConfProof} from '../security/key-service.js';
import {authKey, confTag, erase} from '../security/keys.js';
import type {Attachment} from './attachments.js';
import {linkAt} from './chain.js';
import type {Core} from './core.js';
import {euiText} from './eui.js';
import type {Reason} from './event.js';
import {gapAt} from './fleet.js';
import {committed} from './progress.js';
import {type Row, U32_MAX} from './row.js';

export class Confirmation {
	readonly #core: Core;

	constructor(core: Core) {
		this.#core = core;
	}

	/** Tells `confirmed` once the row has the generation; never if the proof is none. */
	conf(from: Attachment, proof: ConfProof, confirmed: () => void): void {
		const {registry, grants, counters} = this.#core;
		counters.confs += 1;
		const row = registry.get(euiText(proof.eui));
		if (row === undefined || row.state === 'revoked') {
			this.#refuse('unknown');
			return;
		}
		if (registry.isBusy(row.eui)) {
			this.#refuse('busy');
			return;
		}
		const link = this.#linkOf(row, proof);
		if (link === undefined) {
			this.#refuse('bad-conf');
			return;
		}
		if (link.generation === row.generation) {
			confirmed();
			return;
		}
		const seen = grants.counterOf(row.eui, link.generation - 1);
		const next = committed(row, link, {seen, home: from.gwid});
		registry.put(next, () => {
			this.#proved(from, next);
			confirmed();
		});
	}

	/** A gateway has a session; drops it if the device has proved itself elsewhere since. */
	activated(from: Attachment, {eui, generation}: Activation): void {
		const row = this.#core.registry.get(euiText(eui));
		if (row === undefined) return;
		const end = overAt(row, from.gwid);
		if (generation > end) return;
		this.#core.attachments.tell(from, listener => listener.drop(eui, end));
	}

	#refuse(reason: Reason): void {
		this.#core.counters[reason] += 1;
	}

	#linkOf(row: Row, {eui, generation, tag}: ConfProof) {
		const {registry, now} = this.#core;
		if (generation === 0 || generation < row.generation) return undefined;
		const reach = {fleet: registry.fleet, gap: gapAt(registry.fleet, now())};
		const link = linkAt(row, reach, generation);
		if (link === undefined) return undefined;
		const key = authKey(link.root, {eui, generation});
		const isRight = isSame(confTag(key, {eui, generation}), tag);
		erase(key);
		return isRight ? link : undefined;
	}

	#proved({gwid}: Attachment, {eui, generation}: Row): void {
		this.#core.event({type: 'proved', eui, generation});
		const octets = Buffer.from(eui, 'hex');
		this.#core.attachments.tellAll(listener => listener.drop(octets, generation), gwid);
	}
}

/** Up to which generation a gateway's sessions of the device are over; -1 is none. */
function overAt({state, home, generation}: Row, gwid: string): number {
	if (state === 'revoked') return U32_MAX;
	if (home === gwid) return -1;
	// Where the row was proved by a HELLO, nobody knows which gateway has the newest session.
	return home === undefined ? generation - 1 : generation;
}
