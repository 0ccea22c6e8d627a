/*
 * HELLO at the key server (2.6), cheapest check first; nothing is computed for whom a compare
 * turns away, and nothing is written but a generation that the device has proved.
 *
 *   1 malformed; unknown; revoked; generation 0 outside a join window; aimed at another gateway
 *   2 older than the row      dropped; with the key left behind and a new counter: suspect
 *   3 too far ahead           dropped
 *   4 the same again          the same ACCEPT; a counter that is not higher: dropped
 *   5 MAC1                    under the key of the generation, rolled forward in scratch
 *   6 newer than the row      durable first
 *   7 ACCEPT
 *
 *   mode 2 goes the same way under RC_e, if the operator has imported it; else it is reported.
 *
 * Time and luck are handed in. Knows no socket and no file.
 */
import {isSame} from '../security/crypto.js';
import {decodeHello, type Hello, Mode, type Received} from '../security/frames.js';
import type {Granted, HelloQuestion} from '../security/key-service.js';
import {authKey, erase, helloMac, recoveredGeneration} from '../security/keys.js';
import {acceptOf, type RekeyRule} from './accept.js';
import type {Attachment} from './attachments.js';
import {isExhausted, type Link, linkAt, recoveryAt} from './chain.js';
import type {Core} from './core.js';
import {euiOctets, euiText} from './eui.js';
import type {Reason} from './event.js';
import {currentSalt, gapAt, mayJoin, saltSecret} from './fleet.js';
import type {Asked} from './grants.js';
import {committed} from './progress.js';
import type {Row} from './row.js';

/** A HELLO on its way through the checks. */
interface Candidate {
	readonly question: HelloQuestion;
	readonly hello: Received<Hello>;
	readonly asked: Asked;
	readonly row: Row;
	readonly gwId: number;
}

/** What MAC1 and the session are made with, and the row that the HELLO proves if it is another. */
interface Proved {
	readonly root: Uint8Array;
	readonly generation: number;
	readonly commits: number;
	readonly saltVersion: number;
	readonly next?: Row;
}

type Answer = (granted: Granted | undefined) => void;

/** How often an unauthenticated call for recovery is told of, by device. */
const REPORT_MS = 3_600_000;

export class Handshake {
	readonly #core: Core;
	readonly #rule: RekeyRule;
	readonly #reportedAtMs = new Map<string, number>();

	constructor(core: Core, rule: RekeyRule) {
		this.#core = core;
		this.#rule = rule;
	}

	/** Answers with what is granted, or undefined for silence; at once or after a commit. */
	hello(from: Attachment, question: HelloQuestion, answer: Answer): void {
		this.#core.counters.hellos += 1;
		const candidate = this.#candidate(from, question);
		if (typeof candidate === 'string') {
			this.#refuse(candidate, answer);
			return;
		}
		const repeated = this.#core.grants.repeated(candidate.asked, this.#core.now());
		if (repeated !== undefined) {
			this.#core.counters.repeats += 1;
			answer(repeated);
			return;
		}
		const proved = this.#proved(candidate);
		if (typeof proved === 'string') {
			this.#refuse(proved, answer);
			return;
		}
		if (proved.next === undefined) {
			this.#grant(candidate, proved, answer);
			return;
		}
		const {next} = proved;
		this.#core.registry.put(next, () => {
			const {eui, generation} = next;
			if (generation !== candidate.row.generation) {
				this.#core.event({type: 'proved', eui, generation});
			}
			this.#grant(candidate, proved, answer);
		});
	}

	#refuse(reason: Reason, answer: Answer): void {
		this.#core.counters[reason] += 1;
		answer(undefined);
	}

	/** Steps 1: compares alone. */
	#candidate({gwid}: Attachment, question: HelloQuestion): Candidate | Reason {
		const {registry, now} = this.#core;
		const hello = decodeHello(question.hello);
		if (hello === undefined || (hello.suites & question.suite) === 0) return 'malformed';
		const eui = euiText(hello.eui);
		const row = registry.get(eui);
		if (row === undefined) return 'unknown';
		if (row.state === 'revoked') return 'revoked';
		const {counter, generation, mode} = hello;
		const isFirst = mode === Mode.chain && generation === 0;
		if (isFirst && row.generation === 0 && !mayJoin(registry.fleet, eui, now())) {
			return 'not-joining';
		}
		const gateway = registry.fleet.gateways.find(known => known.gwid === gwid);
		if (gateway?.gwId !== question.gwId) return 'other-gateway';
		if (hello.gwId !== 0 && hello.gwId !== gateway.gwId) return 'other-gateway';
		if (registry.isBusy(eui)) return 'busy';
		const asked = {eui, gwid, hello: question.hello, generation: generationOf(hello), counter};
		return {question, hello, asked, row, gwId: gateway.gwId};
	}

	#proved(candidate: Candidate): Proved | Reason {
		const {asked, hello, row} = candidate;
		if (hello.mode === Mode.recover) return this.#recovery(candidate);
		if (hello.generation < row.generation) return this.#leftBehind(candidate);
		const {registry, grants, now} = this.#core;
		if (grants.isLate(asked, now())) return 'late';
		const reach = {fleet: registry.fleet, gap: gapAt(registry.fleet, now())};
		const link = linkAt(row, reach, hello.generation);
		if (link === undefined) return 'too-far';
		if (!isProvedBy(hello, link.root)) return 'bad-mac';
		if (isExhausted(link.generation)) {
			this.#core.event({type: 'exhausted', eui: row.eui});
			return 'exhausted';
		}
		return this.#chained(candidate, link);
	}

	#chained({asked, row}: Candidate, link: Link): Proved {
		const {generation, root, saltVersion} = link;
		const proved = {root, generation, commits: generation + 1, saltVersion};
		if (generation === row.generation) return proved;
		const seen = this.#core.grants.counterOf(row.eui, generation - 1);
		return {...proved, next: committed(row, link, {counter: asked.counter, seen})};
	}

	/** Step 2: an honest HELLO of that generation had no such counter, so it is no replay. */
	#leftBehind({asked, hello, row}: Candidate): Reason {
		const {tombstone} = row;
		if (tombstone === undefined || hello.generation !== tombstone.generation) {
			return 'old-generation';
		}
		if (hello.counter <= tombstone.lastCounter) return 'old-generation';
		if (!isSame(helloMac(tombstone.authKey, hello.body), hello.mac)) return 'bad-mac';
		if (row.state !== 'suspect') {
			this.#core.registry.put({...row, state: 'suspect'}, () =>
				this.#core.event({type: 'suspect', eui: row.eui, gwid: asked.gwid}),
			);
		}
		return 'clone';
	}

	/** Mode 2, 2.12. */
	#recovery({asked, hello, row}: Candidate): Proved | Reason {
		const {registry, grants, now} = this.#core;
		if (row.recovery === undefined) return this.#reported(row.eui, hello.generation);
		if (grants.isLate(asked, now())) return 'late';
		const root = recoveryAt(row, hello.generation);
		if (root === undefined) return 'too-far';
		const generation = recoveredGeneration(hello.generation);
		if (!isMacOf(hello, {root, generation})) return 'bad-mac';
		const {epoch, saltVersion} = row.recovery;
		if (epoch === hello.generation) return {root, generation, commits: generation, saltVersion};
		const recovery = {
			epoch: hello.generation,
			key: root,
			saltVersion: currentSalt(registry.fleet).version,
		};
		const rolled = {root, generation, commits: generation, saltVersion: recovery.saltVersion};
		return {...rolled, next: {...row, recovery}};
	}

	#reported(eui: string, epoch: number): Reason {
		const nowMs = this.#core.now();
		const lastMs = this.#reportedAtMs.get(eui);
		if (lastMs === undefined || nowMs - lastMs >= REPORT_MS) {
			this.#reportedAtMs.set(eui, nowMs);
			this.#core.event({type: 'recovery-asked', eui, epoch});
		}
		return 'no-recovery';
	}

	#grant({question, hello, asked, gwId}: Candidate, proved: Proved, answer: Answer): void {
		const {entropy, registry, grants, now} = this.#core;
		const nonce = entropy.draw();
		if (nonce === undefined) {
			this.#core.event({type: 'entropy-stuck'});
			this.#refuse('no-entropy', answer);
			return;
		}
		const {sid, suite} = question;
		const granted = acceptOf({
			...{hello, nonce, gwId, sid, suite, ...proved},
			saltSecret: saltSecret(registry.fleet, proved.saltVersion),
			gwid: euiOctets(asked.gwid),
			rekey: this.#rule,
		});
		this.#core.counters.accepts += 1;
		grants.answered(asked, granted, now());
		answer(granted);
	}
}

/** In mode 2 the field carries the recovery epoch; what counts is the generation it leads to. */
function generationOf({mode, generation}: Hello): number {
	return mode === Mode.recover ? recoveredGeneration(generation) : generation;
}

function isProvedBy(hello: Received<Hello>, root: Uint8Array): boolean {
	return isMacOf(hello, {root, generation: hello.generation});
}

function isMacOf(hello: Received<Hello>, by: {root: Uint8Array; generation: number}): boolean {
	const key = authKey(by.root, {eui: hello.eui, generation: by.generation});
	const isRight = isSame(helloMac(key, hello.body), hello.mac);
	erase(key);
	return isRight;
}
