/*
 * What a run draws: the meter, and where the scenario names a battery, how long it lasts.
 *
 *   trace --> stretches --> meter        stretches look at the meter before it hears of an event
 *
 * A run goes on after its duration until nothing is under way, for longer where more was lost. What
 * is drawn then does not count, or the fleet that loses more would seem to draw more.
 *
 * Reads the trace and changes nothing: a run without it has the same hash.
 */
import type {Battery} from '../../sim/energy/battery.js';
import {
	type Lifetime,
	lifetimeOf,
	type Sensitivity,
	sensitivities,
} from '../../sim/energy/lifetime.js';
import {type Charges, type Currents, EnergyMeter} from '../../sim/energy/meter.js';
import {Stretches} from '../../sim/energy/stretches.js';
import type {Event, Observer, Outcome, SentFrame} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import type {World} from '../../sim/world.js';
import type {Described} from './describe.js';
import type {Scenario} from './schema.js';

/** What one node has drawn, and how long its battery lasts at that. */
export interface Drawn {
	readonly lifetime: Lifetime;
	/** Mean currents of the measured part, in microamperes. */
	readonly causesUa: Charges;
	/** What a doubled cause makes of the lifetime, the worst first. */
	readonly shortens: readonly Sensitivity[];
}

export class EnergyObserver implements Observer {
	readonly #meter: EnergyMeter;
	readonly #stretches: Stretches | undefined;
	readonly #currents: readonly Currents[];
	readonly #first: number;
	readonly #battery: Battery | undefined;
	readonly #trace: {readonly now: number};
	readonly #endUs: number;
	/** What was drawn up to the end, once that has passed. */
	#charges: readonly Charges[] | undefined;

	constructor(world: World, described: Described, {energy, durationMs}: Scenario) {
		const {members} = described;
		const {gateways, nodes, intruders = []} = described.world;
		const {trace, radios} = world;
		this.#trace = trace;
		this.#endUs = 1000 * durationMs;
		// What a board draws nobody knows: boards come last, and are left out.
		this.#currents = members.flatMap(({currents}) => currents ?? []);
		this.#first = world.endpoints.length;
		this.#battery = energy?.battery;
		this.#meter = new EnergyMeter({
			currents: this.#currents,
			sinceUs: members.slice(0, this.#currents.length).map(({bootUs}) => bootUs),
			senders: gateways.length + nodes.length + intruders.length,
			trace,
			felt: (receiver, visit) => radios.terrain.feltAt(receiver, visit),
			sampleReport: Report.published,
		});
		if (energy !== undefined) {
			this.#stretches = new Stretches(this.#meter, trace, members.length, this.#endUs);
		}
	}

	sent(sender: number, audience: number, frame: SentFrame): void {
		if (this.#isOver()) return;
		this.#stretches?.sent();
		this.#meter.sent(sender, audience, frame);
	}

	reception(sender: number, receiver: number, outcome: Outcome): void {
		if (this.#isOver()) return;
		this.#stretches?.reception();
		this.#meter.reception(sender, receiver, outcome);
	}

	event(event: Event, subject: number, detail: number): void {
		if (this.#isOver()) return;
		this.#stretches?.event();
		this.#meter.event(event, subject, detail);
	}

	/** What each radio has drawn up to `nowUs`, or to the end of the duration if that was earlier. */
	charges(nowUs: number): readonly Charges[] {
		return this.#charges ?? this.#chargesAt(Math.min(nowUs, this.#endUs));
	}

	/** By node; none where the scenario names no battery. */
	drawn(): Drawn[] {
		const [stretches, battery] = [this.#stretches, this.#battery];
		if (stretches === undefined || battery === undefined) return [];
		return this.#currents.slice(this.#first).map((currents, node) => {
			const {meansUa, byCauseUa} = stretches.currentsOf(this.#first + node);
			const {rxUa, txUa, cpuUa = 0} = currents;
			const peakUa = Math.max(rxUa, txUa) + cpuUa;
			return {
				lifetime: lifetimeOf(battery, meansUa, peakUa),
				causesUa: byCauseUa,
				shortens: sensitivities(battery, byCauseUa, peakUa),
			};
		});
	}

	#isOver(): boolean {
		if (this.#trace.now <= this.#endUs) return false;
		this.#charges ??= this.#chargesAt(this.#endUs);
		return true;
	}

	#chargesAt(nowUs: number): Charges[] {
		return this.#currents.map((_, radio) => this.#meter.chargesPc(radio, nowUs));
	}
}
