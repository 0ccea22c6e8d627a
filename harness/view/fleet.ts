/*
 * How the fleet stands at one moment: what the rows of a tape up to there have made of it.
 *
 *   off        no power, or not yet          boot time, power              -> searching
 *   searching  awake, without a gateway      connected                     -> connected
 *   connected  has a session                 asleep, lost                  -> asleep, lost
 *   asleep     receiver off                  awake                         -> connected
 *   lost       had a session, seeks another  connected                     -> connected
 *   any        trap, power cut               until it says something again -> off
 *
 * One reducer for what is recorded and what is live: seek() takes rows forward, and begins anew
 * for a time that has passed. Runs in Node and in a browser; knows no radio, no file, no clock.
 */
import {EnergyMeter} from '../../sim/energy/meter.js';
import {Event, Outcome} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import {airtimeUs} from '../../sim/phy/o-qpsk.js';
import {Messages} from './messages.js';
import {isNode, type Stage} from './stage.js';
import {Row, type Tape} from './tape.js';

export const State = {off: 0, searching: 1, connected: 2, asleep: 3, lost: 4} as const;
export type State = (typeof State)[keyof typeof State];
export const STATE_NAMES = ['off', 'searching', 'connected', 'asleep', 'lost'] as const;

/** What was last sent to or by a gateway weighs e times less after so long. */
const LOAD_WINDOW_US = 10_000_000;
const NO_OCTETS = new Uint8Array(0);

export class Fleet {
	/** Rows that were taken. */
	index = 0;
	readonly messages: Messages;
	readonly states: Uint8Array;
	/** The endpoint that each node last spoke to; -1 for none. */
	readonly partners: Int32Array;
	/** The GwId that accepted it; 0 for none. */
	readonly gatewayIds: Int32Array;
	readonly generations: Uint32Array;
	readonly rekeyings: Uint32Array;
	readonly sent: Uint32Array;
	readonly heard: Uint32Array;
	/** Unicast frames of each that did not arrive. */
	readonly missed: Uint32Array;
	readonly retries: Uint32Array;
	readonly traps: Uint32Array;
	readonly spokeUs: Float64Array;
	/** The radio that each sends through, where there are many hops; -1 for none. */
	readonly parents: Int32Array;
	/** Rows by which somebody stands elsewhere. */
	moves = 0;
	/** Broadcasts count as sent, and never as lost. */
	readonly frames = {
		sent: 0,
		lost: 0,
		collided: 0,
		tooWeak: 0,
		retries: 0,
		channelAccessFailures: 0,
	};
	readonly #meter: EnergyMeter;
	readonly #endpoints: number;
	/** Where those stand that have been moved. */
	readonly #moved = new Map<number, Place>();
	readonly #load: Float64Array;
	readonly #loadUs: Float64Array;
	readonly #clock = {now: 0};
	readonly #frame = {octets: NO_OCTETS, size: 0, digest: 0};
	#audience = -1;

	constructor(readonly stage: Stage) {
		const count = stage.radios.length;
		this.#endpoints = endpointsOf(stage);
		this.messages = new Messages(1000 * stage.durationMs);
		this.states = new Uint8Array(count);
		this.partners = new Int32Array(count).fill(-1);
		this.gatewayIds = new Int32Array(count);
		this.generations = new Uint32Array(count);
		this.rekeyings = new Uint32Array(count);
		this.sent = new Uint32Array(count);
		this.heard = new Uint32Array(count);
		this.missed = new Uint32Array(count);
		this.retries = new Uint32Array(count);
		this.traps = new Uint32Array(count);
		this.spokeUs = new Float64Array(count).fill(-1);
		this.parents = new Int32Array(count).fill(-1);
		this.#load = new Float64Array(count);
		this.#loadUs = new Float64Array(count);
		this.#meter = meterOf(stage, this.#clock);
	}

	get nowUs(): number {
		return this.#clock.now;
	}

	/** Gateways and forwarders: the radios below this number. */
	get endpoints(): number {
		return this.#endpoints;
	}

	/** Takes the rows of `tape` up to `index`, which is not behind what was taken. */
	take(tape: Tape, index: number): void {
		for (; this.index < index; this.index++) this.#take(tape, this.index);
	}

	/** Where a radio stands; undefined for a board at a line. */
	placeOf(radio: number): Place | undefined {
		const {xM, yM} = this.stage.radios[radio] ?? {};
		if (xM === undefined || yM === undefined) return undefined;
		return this.#moved.get(radio) ?? {xM, yM};
	}

	/** Whom a radio's datagrams go through up to an endpoint or as far as is known; not itself. */
	wayOf(radio: number): number[] {
		const way: number[] = [];
		let next = this.parents[radio];
		while (next >= 0 && next !== radio && !way.includes(next)) {
			way.push(next);
			next = this.parents[next];
		}
		return way;
	}

	/** Whom a radio speaks to over the air: its parent, or where there is none the last endpoint. */
	neighbourOf(radio: number): number {
		return this.parents[radio] >= 0 ? this.parents[radio] : this.partners[radio];
	}

	/** The endpoint that a node speaks with: over one hop, or by the way of its datagrams. */
	endpointOf(radio: number): number {
		if (this.parents[radio] < 0) return this.partners[radio];
		return this.wayOf(radio).find(step => step < this.#endpoints) ?? -1;
	}

	/** The gateway that has accepted a node, or the endpoint that it speaks to; -1 for none. */
	gatewayOf(radio: number): number {
		const gateway = this.gatewayIds[radio] - 1;
		return this.stage.radios[gateway]?.kind === 'gateway' ? gateway : this.partners[radio];
	}

	/** The state of a radio at `nowUs`. Endpoints and attackers are always on. */
	stateOf(radio: number, nowUs: number): State {
		const member = this.stage.radios[radio];
		if (!isNode(member)) return State.connected;
		const silent = this.states[radio] === State.off && this.spokeUs[radio] < 0;
		if (!silent) return this.states[radio] as State;
		return nowUs < member.bootUs ? State.off : State.searching;
	}

	/** How many radios are nodes in this state. */
	countOf(state: State, nowUs: number): number {
		let count = 0;
		for (let radio = 0; radio < this.stage.radios.length; radio++) {
			if (isNode(this.stage.radios[radio]) && this.stateOf(radio, nowUs) === state) count++;
		}
		return count;
	}

	/** The share of the last ten seconds or so in which a radio sent or was sent to, 0 to 1. */
	loadOf(radio: number, nowUs: number): number {
		const passed = Math.max(0, nowUs - this.#loadUs[radio]);
		return Math.min(1, (this.#load[radio] * Math.exp(-passed / LOAD_WINDOW_US)) / LOAD_WINDOW_US);
	}

	/** What a radio has drawn, in microcoulombs; undefined where nobody knows. */
	chargeUc(radio: number, nowUs: number): number | undefined {
		if (this.stage.radios[radio]?.currents === undefined) return undefined;
		return this.#meter.chargePc(radio, Math.max(nowUs, this.#clock.now)) / 1e6;
	}

	/** The same by cause; what it heard that was for others is part of listening. */
	chargesUc(radio: number, nowUs: number): Record<string, number> {
		if (this.stage.radios[radio]?.currents === undefined) return {};
		const charges = this.#meter.chargesPc(radio, Math.max(nowUs, this.#clock.now));
		return Object.fromEntries(Object.entries(charges).map(([cause, pc]) => [cause, pc / 1e6]));
	}

	#take(tape: Tape, index: number): void {
		this.#clock.now = tape.timesUs[index];
		const [a, b, c] = [tape.a[index], tape.b[index], tape.c[index]];
		const code = tape.codes[index];
		if (tape.rows[index] === Row.sent) this.#sent(a, b, tape.sizes[index]);
		else if (tape.rows[index] === Row.reception) this.#reception(a, b, code as Outcome);
		else if (tape.rows[index] === Row.place) this.#move(a, tape.placeAt(index));
		else if (tape.rows[index] === Row.parent) this.parents[a] = b;
		else this.#event(code as Event, {radio: a, detail: b, value: c}, tape, index);
	}

	#move(radio: number, place: Place): void {
		this.#moved.set(radio, place);
		this.moves++;
	}

	#sent(sender: number, audience: number, size: number): void {
		this.frames.sent++;
		this.sent[sender]++;
		this.spokeUs[sender] = this.#clock.now;
		// Whoever trapped or lost its power says nothing of its return: it sends.
		if (this.states[sender] === State.off) this.states[sender] = State.searching;
		this.#audience = audience;
		this.#frame.size = size;
		this.#meter.sent(sender, audience, this.#frame);
		if (sender < this.#endpoints) this.#burden(sender, size);
		if (audience < 0 || audience >= this.#endpoints) return;
		this.#burden(audience, size);
		if (sender >= this.#endpoints) this.partners[sender] = audience;
	}

	#reception(sender: number, receiver: number, outcome: Outcome): void {
		this.#meter.reception(sender, receiver, outcome);
		if (outcome === Outcome.heard) {
			this.heard[receiver]++;
			return;
		}
		// Who of many has heard a broadcast is no figure of merit.
		if (this.#audience < 0) return;
		this.missed[sender]++;
		this.frames.lost++;
		if (outcome === Outcome.collided) this.frames.collided++;
		else if (outcome === Outcome.tooWeak) this.frames.tooWeak++;
	}

	#burden(endpoint: number, size: number): void {
		const now = this.#clock.now;
		const passed = now - this.#loadUs[endpoint];
		const left = this.#load[endpoint] * Math.exp(-passed / LOAD_WINDOW_US);
		this.#load[endpoint] = left + airtimeUs(size);
		this.#loadUs[endpoint] = now;
	}

	#event(event: Event, said: Said, tape: Tape, index: number): void {
		const {radio, detail} = said;
		const now = this.#clock.now;
		this.#meter.event(event, radio, detail);
		switch (event) {
			case Event.report:
				this.#report(said, tape, index);
				return;
			case Event.delivered:
				this.messages.arrived(tape.textAt(index), now);
				return;
			case Event.commanded:
				this.messages.commanded(radio, tape.textAt(index), now);
				return;
			case Event.retry:
				this.frames.retries++;
				this.retries[radio]++;
				return;
			case Event.channelAccessFailure:
				this.frames.channelAccessFailures++;
				return;
			case Event.trap:
				this.traps[radio]++;
				this.#become(radio, State.off);
				return;
			case Event.powerCut:
				this.#become(radio, State.off);
				return;
			case Event.power:
				this.#become(radio, detail === 1 ? State.searching : State.off);
				return;
		}
	}

	#report({radio, detail, value}: Said, tape: Tape, index: number): void {
		const now = this.#clock.now;
		switch (detail as Report) {
			case Report.published:
				this.messages.made(radio, tape.textAt(index), {qos: value, nowUs: now});
				// At QoS -1 there is no connection to wait for.
				if (value < 0) this.#become(radio, State.connected);
				return;
			case Report.acknowledged:
				this.messages.acknowledged(radio, tape.textAt(index), now);
				return;
			case Report.dropped:
				this.messages.dropped(radio, tape.textAt(index), {refusal: value, nowUs: now});
				return;
			case Report.commanded:
				this.messages.handed(radio, tape.textAt(index), now);
				return;
			case Report.connected:
				this.gatewayIds[radio] = value;
				this.#become(radio, State.connected);
				return;
			case Report.lost:
				this.#become(radio, State.lost);
				return;
			case Report.asleep:
				this.#become(radio, State.asleep);
				return;
			case Report.awake:
				this.#become(radio, State.connected);
				return;
			case Report.rekeyed:
				this.rekeyings[radio]++;
				this.generations[radio] = value;
				return;
			case Report.secured:
				this.generations[radio] = value;
				return;
		}
	}

	#become(radio: number, state: State): void {
		this.states[radio] = state;
		this.spokeUs[radio] = this.#clock.now;
	}
}

interface Place {
	readonly xM: number;
	readonly yM: number;
}

interface Said {
	readonly radio: number;
	readonly detail: number;
	readonly value: number;
}

/** The fleet at the time of row `index`: `fleet` itself where time goes on, a new one elsewhere. */
export function seek(fleet: Fleet, tape: Tape, index: number): Fleet {
	const from = index < fleet.index ? new Fleet(fleet.stage) : fleet;
	from.take(tape, index);
	return from;
}

function endpointsOf({radios}: Stage): number {
	return radios.filter(({kind}) => kind === 'gateway' || kind === 'forwarder').length;
}

/** Those without currents come last: their numbers are beyond the meter's columns. */
function meterOf({radios}: Stage, trace: {readonly now: number}): EnergyMeter {
	const metered = radios.filter(({currents}) => currents !== undefined);
	return new EnergyMeter({
		currents: metered.map(({currents}) => currents!),
		sinceUs: metered.map(({bootUs}) => bootUs),
		trace,
		sampleReport: Report.published,
	});
}
