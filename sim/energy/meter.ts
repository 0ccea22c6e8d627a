/*
 * Charge by radio and by cause. Times are integer microseconds, so that sums are exact in any
 * order; a charge is a time multiplied with a current, in picocoulombs (1 uA for 1 us).
 *
 *   off           no power                                     nothing
 *   asleep        its receiver is off                          sleepUa
 *   on            sending      airtime of its frames           txUa
 *                 turnaround   192 us before and after each    rxUa
 *                 receiving    airtime of frames for it        rxUa
 *                 overhearing  airtime of frames for others    rxUa
 *                 listening    the rest                        rxUa
 *   besides       start-up     each time its receiver comes on startUpUa for startUpUs
 *                 cpu          each frame sent or heard        cpuUa for cpuUsPerFrame
 *                              each report with a known cost   cpuUa for cpuUsPerReport[report]
 *                 sensor       each sample                     sensorUa for sensorUs
 *                 leak         as long as there is power       leakUa
 *
 * Overhearing costs nothing to keep: what each sender has been on the air is summed over those
 * that a receiver feels, when it goes to sleep or somebody asks. Reads the trace and writes none.
 */
import {Event, type Observer, Outcome, type SentFrame} from '../kernel/trace.js';
import {airtimeUs, aTurnaroundTimeUs} from '../phy/o-qpsk.js';

/** What one radio and what hangs on it draw: microamperes and microseconds. */
export interface Currents {
	readonly rxUa: number;
	readonly txUa: number;
	readonly sleepUa: number;
	readonly startUpUa?: number;
	readonly startUpUs?: number;
	readonly cpuUa?: number;
	readonly cpuUsPerFrame?: number;
	/** By report of the node: how long its processor worked for what it tells of. */
	readonly cpuUsPerReport?: Readonly<Record<number, number>>;
	readonly sensorUa?: number;
	readonly sensorUs?: number;
	readonly leakUa?: number;
}

/** What charge is drawn for. */
export const CAUSES = [
	'sleep',
	'listening',
	'overhearing',
	'receiving',
	'sending',
	'turnaround',
	'startUp',
	'cpu',
	'sensor',
	'leak',
] as const;

export type Cause = (typeof CAUSES)[number];

/** Picocoulombs by cause. */
export type Charges = Readonly<Record<Cause, number>>;

/** All causes together, in picocoulombs. */
export function sumPc(charges: Charges): number {
	return CAUSES.reduce((sum, cause) => sum + charges[cause], 0);
}

export interface MeterOptions {
	/** By radio. */
	readonly currents: readonly Currents[];
	/** How many send, if more than are metered: attackers have a plug, and are overheard. */
	readonly senders?: number;
	/** When each is switched on, in microseconds. */
	readonly sinceUs: readonly number[];
	readonly trace: {readonly now: number};
	/** Calls `visit` with everybody whom `receiver` feels; nobody if not said. */
	readonly felt?: (receiver: number, visit: (sender: number) => void) => void;
	/** Which event of a node, Event.report with this number, is a sample of its sensor. */
	readonly sampleReport?: number;
}

const ON = 0;
const ASLEEP = 1;
const OFF = 2;

export class EnergyMeter implements Observer {
	readonly #options: MeterOptions;
	readonly #asleep: Uint8Array;
	readonly #unpowered: Uint8Array;
	/** Since when each is in its state, and how long it was in each before. */
	readonly #sinceUs: Float64Array;
	readonly #inStateUs: readonly Float64Array[];
	readonly #sendingUs: Float64Array;
	readonly #receivingUs: Float64Array;
	readonly #sent: Float64Array;
	readonly #heard: Float64Array;
	readonly #startUps: Float64Array;
	readonly #samples: Float64Array;
	/** What the processor has done besides frames. */
	readonly #workedUs: Float64Array;
	/** Airtime that each has felt while it was on, and what others had sent when it came on. */
	readonly #feltUs: Float64Array;
	readonly #feltFromUs: Float64Array;
	/** Airtime of the frame that has just left. */
	#frameUs = 0;
	#audience = -1;

	constructor(options: MeterOptions) {
		const count = options.currents.length;
		const column = () => new Float64Array(count);
		this.#options = options;
		this.#asleep = new Uint8Array(count);
		this.#unpowered = new Uint8Array(count);
		this.#sinceUs = Float64Array.from(options.sinceUs);
		this.#inStateUs = [column(), column(), column()];
		this.#sendingUs = new Float64Array(Math.max(count, options.senders ?? 0));
		this.#receivingUs = column();
		this.#sent = column();
		this.#heard = column();
		this.#startUps = column();
		this.#samples = column();
		this.#workedUs = column();
		this.#feltUs = column();
		this.#feltFromUs = column();
	}

	event(event: Event, radio: number, detail: number): void {
		if (event === Event.receiver) this.#switch(radio, this.#asleep, detail === 0);
		else if (event === Event.power) this.#switch(radio, this.#unpowered, detail === 0);
		else if (event === Event.report) this.#reported(radio, detail);
	}

	sent(sender: number, audience: number, frame: SentFrame): void {
		this.#frameUs = airtimeUs(frame.size);
		this.#audience = audience;
		this.#sendingUs[sender] += this.#frameUs;
		this.#sent[sender]++;
	}

	/** Comes after sent(), of the same frame. */
	reception(_sender: number, receiver: number, outcome: Outcome): void {
		if (outcome === Outcome.deaf) return;
		if (this.#audience >= 0 && this.#audience !== receiver) return;
		this.#receivingUs[receiver] += this.#frameUs;
		if (outcome === Outcome.heard) this.#heard[receiver]++;
	}

	/** What `radio` has drawn from the battery up to `nowUs`, in picocoulombs. */
	chargePc(radio: number, nowUs: number): number {
		return sumPc(this.#chargesPc(radio, nowUs, 0));
	}

	/** The same by cause. */
	chargesPc(radio: number, nowUs: number): Charges {
		const felt = this.#feltUs[radio];
		const running = this.#stateOf(radio) === ON;
		return this.#chargesPc(radio, nowUs, running ? felt + this.#feltSince(radio) : felt);
	}

	#chargesPc(radio: number, nowUs: number, feltUs: number): Charges {
		const currents = this.#options.currents[radio];
		const {rxUa, txUa, sleepUa} = currents;
		const onUs = this.#timeUs(radio, ON, nowUs);
		const asleepUs = this.#timeUs(radio, ASLEEP, nowUs);
		const sending = Math.min(onUs, this.#sendingUs[radio]);
		const turnaround = Math.min(onUs - sending, 2 * aTurnaroundTimeUs * this.#sent[radio]);
		const receiving = Math.min(onUs - sending - turnaround, this.#receivingUs[radio]);
		const rest = onUs - sending - turnaround - receiving;
		const overhearing = Math.min(rest, Math.max(0, feltUs - this.#receivingUs[radio]));
		return {
			sleep: asleepUs * sleepUa,
			listening: (rest - overhearing) * rxUa,
			overhearing: overhearing * rxUa,
			receiving: receiving * rxUa,
			sending: sending * txUa,
			turnaround: turnaround * rxUa,
			...this.#besides(radio, currents, onUs + asleepUs),
		};
	}

	#besides(radio: number, currents: Currents, poweredUs: number) {
		const {startUpUa = 0, startUpUs = 0, cpuUa = 0, cpuUsPerFrame = 0} = currents;
		const {sensorUa = 0, sensorUs = 0, leakUa = 0} = currents;
		const frames = this.#sent[radio] + this.#heard[radio];
		return {
			startUp: this.#startUps[radio] * startUpUs * startUpUa,
			cpu: (frames * cpuUsPerFrame + this.#workedUs[radio]) * cpuUa,
			sensor: this.#samples[radio] * sensorUs * sensorUa,
			leak: poweredUs * leakUa,
		};
	}

	#reported(radio: number, report: number): void {
		const {sampleReport, currents} = this.#options;
		if (report === sampleReport) this.#samples[radio]++;
		// A board that is no radio reports, too.
		this.#workedUs[radio] += currents[radio]?.cpuUsPerReport?.[report] ?? 0;
	}

	#stateOf(radio: number): number {
		if (this.#unpowered[radio] === 1) return OFF;
		return this.#asleep[radio] === 1 ? ASLEEP : ON;
	}

	/** One reason to be silent comes or goes; the state may change with it. */
	#switch(radio: number, reason: Uint8Array, holds: boolean): void {
		const before = this.#stateOf(radio);
		const now = this.#options.trace.now;
		const lastedUs = now - this.#sinceUs[radio];
		reason[radio] = holds ? 1 : 0;
		const after = this.#stateOf(radio);
		if (after === before) return;
		if (before === ON) this.#feltUs[radio] += this.#feltSince(radio);
		if (lastedUs > 0) {
			this.#inStateUs[before][radio] += lastedUs;
			this.#sinceUs[radio] = now;
		}
		if (after === ON) {
			this.#startUps[radio]++;
			this.#feltFromUs[radio] = this.#sentAround(radio);
		}
	}

	#timeUs(radio: number, state: number, nowUs: number): number {
		const runningUs = this.#stateOf(radio) === state ? nowUs - this.#sinceUs[radio] : 0;
		return this.#inStateUs[state][radio] + Math.max(0, runningUs);
	}

	#feltSince(radio: number): number {
		return this.#sentAround(radio) - this.#feltFromUs[radio];
	}

	/** Airtime up to now of everybody whom `radio` feels. */
	#sentAround(radio: number): number {
		let sumUs = 0;
		this.#options.felt?.(radio, sender => {
			sumUs += this.#sendingUs[sender];
		});
		return sumUs;
	}
}
