/*
 * What a report shows beyond the summary, taken down while a run is going on.
 *
 *   trace  -->  frames and airtime by radio and by time, sessions, traps
 *          -->  a meter, for what each radio draws by cause
 *   the outcome's messages  -->  delivery and latency by node and by time
 *
 * Reads the trace and changes nothing. Times of the drain belong to the last part of the run.
 */
import type {Message} from '../sim/checks/delivery.js';
import {CAUSES, type Charges, sumPc} from '../sim/energy/meter.js';
import {Event, type Observer, Outcome as Reception, type SentFrame} from '../sim/kernel/trace.js';
import {Report} from '../sim/node/report.js';
import {airtimeUs} from '../sim/phy/o-qpsk.js';
import type {World} from '../sim/world.js';
import {type AirRow, type Details, type NodeRow, SLOTS_MAX} from './report/details.js';
import {quantile, spreadOf} from './report/quantile.js';
import {SlotSums} from './report/slots.js';
import type {Described} from './scenario/describe.js';
import type {Outcome} from './scenario/runner.js';

/** Columns of what is summed over time. */
const FRAMES = 0;
const RETRIES = 1;
const COLLIDED = 2;
const AIRTIME_US = 3;

/** Points of the curve of latencies: each half per cent, and what lies beyond 99. */
const SHARES = [...Array.from({length: 199}, (_, index) => (index + 1) / 200), 0.999, 1];

export class DetailsWatch implements Observer {
	readonly #world: World;
	readonly #described: Described;
	readonly #slots = new SlotSums(4, SLOTS_MAX);
	readonly #framesSent: Float64Array;
	readonly #airtimeUs: Float64Array;
	readonly #collided: Float64Array;
	readonly #retries: Float64Array;
	readonly #channelAccessFailures: Float64Array;
	readonly #connects: Float64Array;
	readonly #traps: Float64Array;
	#broadcast = false;

	constructor(world: World, described: Described) {
		const {members} = described;
		const {intruders = []} = described.world;
		const column = () => new Float64Array(members.length + intruders.length);
		this.#world = world;
		this.#described = described;
		this.#framesSent = column();
		this.#airtimeUs = column();
		this.#collided = column();
		this.#retries = column();
		this.#channelAccessFailures = column();
		this.#connects = column();
		this.#traps = column();
	}

	sent(sender: number, audience: number, frame: SentFrame): void {
		const us = airtimeUs(frame.size);
		this.#broadcast = audience < 0;
		this.#framesSent[sender]++;
		this.#airtimeUs[sender] += us;
		this.#slots.add(FRAMES, this.#world.trace.now, 1);
		this.#slots.add(AIRTIME_US, this.#world.trace.now, us);
	}

	/** Who of many did not hear a broadcast is no figure of merit. */
	reception(sender: number, _receiver: number, outcome: Reception): void {
		if (this.#broadcast || outcome !== Reception.collided) return;
		this.#collided[sender]++;
		this.#slots.add(COLLIDED, this.#world.trace.now, 1);
	}

	event(event: Event, subject: number, detail: number): void {
		if (event === Event.retry) {
			this.#retries[subject]++;
			this.#slots.add(RETRIES, this.#world.trace.now, 1);
		} else if (event === Event.channelAccessFailure) this.#channelAccessFailures[subject]++;
		else if (event === Event.trap) this.#traps[subject]++;
		else if (event === Event.report && detail === Report.connected) this.#connects[subject]++;
	}

	/** The details of a run that ended in `outcome`. */
	details({deliveries, members, charges, gatewayPublished, simulatedUs}: Outcome): Details {
		const {messages} = deliveries;
		const firstNode = members.findIndex(({clientId}) => clientId !== undefined);
		const nodes = firstNode < 0 ? [] : charges.slice(firstNode);
		return {
			details: 1,
			...this.#overTime(messages, simulatedUs),
			latencies: curveOf(deliveries.latenciesUs),
			channels: this.#channels(simulatedUs),
			energyMc: causesOf(nodes),
			gateways: gatewayPublished.map((published, radio) => ({...this.#air(radio), published})),
			nodes: this.#nodes(messages, firstNode, charges),
		};
	}

	#overTime(messages: readonly Message[], endUs: number): Pick<Details, 'slots' | 'slotSeconds'> {
		const [framesSent, retries, collided, airUs] = [FRAMES, RETRIES, COLLIDED, AIRTIME_US].map(
			column => this.#slots.upTo(column, endUs),
		);
		const {slotUs} = this.#slots;
		const parts: Message[][] = framesSent.map(() => []);
		for (const message of messages) {
			parts[Math.min(parts.length - 1, Math.floor(message.publishedUs / slotUs))].push(message);
		}
		const spreads = parts.map(part => spreadOf(latenciesMs(part)));
		return {
			slotSeconds: slotUs / 1e6,
			slots: {
				published: parts.map(part => part.length),
				delivered: parts.map(part => latenciesMs(part).length),
				latencyP50Ms: spreads.map(spread => spread?.p50 ?? null),
				latencyP95Ms: spreads.map(spread => spread?.p95 ?? null),
				framesSent,
				retries,
				collided,
				airtimeMs: airUs.map(us => us / 1000),
			},
		};
	}

	#nodes(messages: readonly Message[], firstNode: number, charges: readonly Charges[]): NodeRow[] {
		const byRadio = new Map<number, Message[]>();
		for (const message of messages) {
			const mine = byRadio.get(message.radio);
			if (mine === undefined) byRadio.set(message.radio, [message]);
			else mine.push(message);
		}
		const {members} = this.#described;
		return members.flatMap(({clientId}, radio) => {
			if (clientId === undefined) return [];
			return {
				node: radio - firstNode + 1,
				...this.#air(radio),
				...fateOf(byRadio.get(radio) ?? []),
				connects: this.#connects[radio],
				traps: this.#traps[radio],
				energyMc: radio < charges.length ? sumPc(charges[radio]) / 1e9 : null,
			};
		});
	}

	/** A board has no radio here; its number in the trace may be that of an attacker's. */
	#air(radio: number): AirRow {
		const {name, currents} = this.#described.members[radio];
		const of = (column: Float64Array) => (currents === undefined ? 0 : column[radio]);
		return {
			name,
			framesSent: of(this.#framesSent),
			collided: of(this.#collided),
			retries: of(this.#retries),
			channelAccessFailures: of(this.#channelAccessFailures),
			airtimeMs: of(this.#airtimeUs) / 1000,
		};
	}

	#channels(endUs: number): Details['channels'] {
		const {gateways, nodes, intruders = []} = this.#described.world;
		const rows = new Map<number, {radios: number; us: number}>();
		for (const [radio, {channel}] of [...gateways, ...nodes, ...intruders].entries()) {
			const {radios, us} = rows.get(channel) ?? {radios: 0, us: 0};
			rows.set(channel, {radios: radios + 1, us: us + this.#airtimeUs[radio]});
		}
		return [...rows]
			.sort(([one], [other]) => one - other)
			.map(([channel, {radios, us}]) => ({
				channel,
				radios,
				airtimeMs: us / 1000,
				share: endUs === 0 ? 0 : us / endUs,
			}));
	}
}

function fateOf(messages: readonly Message[]) {
	const spread = spreadOf(latenciesMs(messages));
	return {
		published: messages.length,
		delivered: latenciesMs(messages).length,
		duplicates: messages.reduce((sum, {copies, made}) => sum + Math.max(0, copies - made), 0),
		latencyP50Ms: spread?.p50 ?? null,
		latencyP95Ms: spread?.p95 ?? null,
	};
}

function latenciesMs(messages: readonly Message[]): number[] {
	return messages
		.filter(({deliveredUs}) => deliveredUs >= 0)
		.map(({publishedUs, deliveredUs}) => (deliveredUs - publishedUs) / 1000);
}

function curveOf(latenciesUs: readonly number[]): Details['latencies'] {
	if (latenciesUs.length === 0) return {shares: [], ms: []};
	const sorted = Float64Array.from(latenciesUs).sort();
	return {shares: SHARES, ms: SHARES.map(share => quantile(sorted, share) / 1000)};
}

function causesOf(charges: readonly Charges[]): Record<string, number> {
	const sumMc = (cause: (typeof CAUSES)[number]) =>
		charges.reduce((sum, charge) => sum + charge[cause], 0) / 1e9;
	return Object.fromEntries(CAUSES.map(cause => [cause, sumMc(cause)]));
}
