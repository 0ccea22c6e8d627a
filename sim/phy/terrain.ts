/*
 * The ground that radios stand on: who feels whom follows from where they stand, from a model of
 * propagation, and from what stands between them for a time.
 *
 *   positions, model --> links --> obstacles (walls that come and go) --> weather --> Links
 *        move()                    obstruct(), refresh()
 *
 * Emitters are what sends noise and hears nothing; they are numbered after the radios. Knows no
 * frame and no fault; whoever uses links is handed new ones when they change.
 */
import type {StreamKey} from '../kernel/random.js';
import {type Add, Links} from './links.js';
import {curveOf, type DistanceModel, type LossCurve, lossCdb, reachM} from './propagation.js';
import {type RecordedRssi, RssiRecord} from './rssi-record.js';
import type {Weather} from './weather.js';

/** Where a radio stands and what it can do. */
export interface RadioDescription {
	readonly xM: number;
	readonly yM: number;
	readonly channel: number;
	readonly txPowerDbm: number;
	/** The power at which one 20-octet PSDU in a hundred is lost. */
	readonly sensitivityDbm: number;
}

/** A source of noise: where it stands, and its power in each channel that it sends on. */
export interface EmitterDescription {
	readonly xM: number;
	readonly yM: number;
	readonly channel: number;
	readonly txPowerDbm: number;
}

/** Losses of links as somebody measured them; what is not listed does not exist. */
export interface GainMatrix {
	readonly model: 'matrix';
	/** Radios by index, the loss in hundredths of a dB. */
	readonly rows: readonly {readonly from: number; readonly to: number; readonly lossCdb: number}[];
}

/** What arrived over links, as somebody recorded it. */
export interface RssiTrace {
	readonly model: 'trace';
	readonly rows: readonly RecordedRssi[];
}

export type PropagationModel = DistanceModel | GainMatrix | RssiTrace;

/** What a pair of radios loses besides, in hundredths of a dB; Infinity parts them. */
export type Obstacle = (from: number, to: number) => number;

export interface TerrainOptions {
	readonly radios: readonly RadioDescription[];
	readonly emitters?: readonly EmitterDescription[];
	readonly model: PropagationModel;
	readonly luck: StreamKey;
	readonly weather?: Weather | undefined;
	readonly clock: {readonly now: number};
}

/** A link this much below the noise of its receiver is left out. */
const MARGIN_DB = 10;

/** What a receiver's sensitivity lies above its noise: PER 1 % of 20 octets is at 0.403 dB. */
export const SENSITIVITY_SINR_DB = 0.403;

export class Terrain {
	/** Who feels whom now. */
	links: Links;
	/** Called with the new links whenever they change. */
	onChange: (links: Links) => void = () => {};
	/** Links without obstacles and weather. */
	#bare: Links;
	readonly #places: RadioDescription[];
	/** How many of the places have a receiver. */
	readonly #radioCount: number;
	readonly #model: PropagationModel;
	readonly #luck: StreamKey;
	readonly #weather: Weather | undefined;
	readonly #clock: {readonly now: number};
	readonly #curves: LossCurve[] = [];
	readonly #obstacles: Obstacle[] = [];
	#lastReach: {curve?: LossCurve; lossDb: number; reachM: number} = {lossDb: 0, reachM: 0};

	constructor(options: TerrainOptions) {
		const {radios, emitters = [], model, weather} = options;
		this.#radioCount = radios.length;
		// An emitter hears nothing: its sensitivity never decides how far a link reaches.
		this.#places = [...radios, ...emitters.map(emitter => ({...emitter, sensitivityDbm: 1000}))];
		this.#model = model;
		this.#luck = options.luck;
		this.#clock = options.clock;
		this.#weather = model.model === 'trace' ? new RssiRecord(model.rows) : weather;
		this.#bare = Links.listed(this.#places.length, add => this.#list(add));
		this.links = this.#bare.under(this.#weather, this.#clock);
	}

	/** Puts `radio` elsewhere. A RangeError where links are listed: nobody knows what they become. */
	move(radio: number, xM: number, yM: number): void {
		if (this.#model.model === 'matrix' || this.#model.model === 'trace') {
			throw new RangeError(`radio ${radio} cannot move: its links are listed`);
		}
		this.#places[radio] = {...this.#places[radio], xM, yM};
		const back = new Map<number, number>();
		const row: number[] = [];
		for (let other = 0; other < this.#places.length; other++) {
			if (other === radio) continue;
			this.#join(radio, other, (from, to, rssi) => {
				if (from === radio) row.push(to, rssi);
				else back.set(from, rssi);
			});
		}
		this.#bare = this.#bare.replaced(radio, row, from => back.get(from));
		this.refresh();
	}

	/** Where `radio` stands. */
	placeOf(radio: number): {readonly xM: number; readonly yM: number} {
		return this.#places[radio];
	}

	/** Calls `visit` with every radio whom `receiver` feels now. */
	feltAt(receiver: number, visit: (sender: number) => void): void {
		this.links.senders(receiver, sender => {
			if (sender < this.#radioCount) visit(sender);
		});
	}

	/** Puts `obstacle` between all radios; returns how to take it away. */
	obstruct(obstacle: Obstacle): () => void {
		this.#obstacles.push(obstacle);
		this.refresh();
		return () => {
			this.#obstacles.splice(this.#obstacles.indexOf(obstacle), 1);
			this.refresh();
		};
	}

	/** Asks all obstacles anew: one of them has changed. */
	refresh(): void {
		const obstacles = this.#obstacles;
		const links = obstacles.length === 0 ? this.#bare : this.#bare.weakened(sumOf(obstacles));
		this.links = links.under(this.#weather, this.#clock);
		this.onChange(this.links);
	}

	#list(add: Add): void {
		if (this.#model.model === 'matrix') this.#listed(this.#model, add);
		else if (this.#model.model === 'trace') this.#recorded(this.#model, add);
		else this.#pairs(add);
	}

	/** Pairs come in ascending order, so rows are sorted. Most are too far apart for any two. */
	#pairs(add: Add): void {
		const xM = Float64Array.from(this.#places, place => place.xM);
		const yM = Float64Array.from(this.#places, place => place.yM);
		const farM = this.#farthestM();
		for (let a = 0; a < this.#radioCount; a++) {
			for (let b = a + 1; b < xM.length; b++) {
				if (Math.abs(xM[a] - xM[b]) > farM || Math.abs(yM[a] - yM[b]) > farM) continue;
				this.#join(a, b, add);
			}
		}
	}

	/** No link is longer: the strongest sender, the best receiver, the kindest channel. */
	#farthestM(): number {
		const strongestDbm = largest(this.#places.map(({txPowerDbm}) => txPowerDbm));
		const floorDbm = this.#floorDbm(-largest(this.#places.map(place => -place.sensitivityDbm)));
		const channels = [...new Set(this.#places.map(({channel}) => channel))];
		const reaches = channels.map(channel =>
			reachM(this.#curveOn(channel), strongestDbm - floorDbm),
		);
		return largest(reaches);
	}

	/** Adds the links between `a` and `b` that are strong enough to matter. */
	#join(a: number, b: number, add: Add): void {
		const [from, to] = [this.#places[a], this.#places[b]];
		const [dx, dy] = [from.xM - to.xM, from.yM - to.yM];
		const strongestDbm = Math.max(from.txPowerDbm, to.txPowerDbm);
		const floorDbm = this.#floorDbm(Math.min(from.sensitivityDbm, to.sensitivityDbm));
		const curve = this.#curveOn(from.channel);
		const reach = this.#reachM(curve, strongestDbm - floorDbm);
		const square = dx * dx + dy * dy;
		if (square > reach * reach) return;

		const link = {a: this.#nameOf(a), b: this.#nameOf(b), distanceM: Math.sqrt(square)};
		const loss = lossCdb(curve, this.#luck, link);
		const [there, back] = [arrives(from, loss), arrives(to, loss)];
		if (b < this.#radioCount && there >= 100 * floorDbm) add(a, b, there);
		if (a < this.#radioCount && back >= 100 * floorDbm) add(b, a, back);
	}

	/** Most pairs are alike: the reach of the last one is that of the next one. */
	#reachM(curve: LossCurve, lossDb: number): number {
		const last = this.#lastReach;
		if (last.curve !== curve || last.lossDb !== lossDb) {
			this.#lastReach = {curve, lossDb, reachM: reachM(curve, lossDb)};
		}
		return this.#lastReach.reachM;
	}

	/** Below this at its receiver a link is left out, whatever the weather. */
	#floorDbm(sensitivityDbm: number): number {
		const weatherDb = (this.#weather?.mostCdb ?? 0) / 100;
		return sensitivityDbm - SENSITIVITY_SINR_DB - MARGIN_DB - weatherDb;
	}

	/** Luck knows emitters by numbers below nought: one radio more renames none. */
	#nameOf(place: number): number {
		return place < this.#radioCount ? place : this.#radioCount - 1 - place;
	}

	#curveOn(channel: number): LossCurve {
		this.#curves[channel] ??= curveOf(this.#model as DistanceModel, channel);
		return this.#curves[channel];
	}

	#listed({rows}: GainMatrix, add: Add): void {
		const sorted = rows.toSorted((one, other) => one.from - other.from || one.to - other.to);
		for (const {from, to, lossCdb} of sorted) {
			if (!this.#joins(from, to)) continue;
			const rssi = arrives(this.#places[from], lossCdb);
			if (rssi >= 100 * this.#floorDbm(this.#places[to].sensitivityDbm)) add(from, to, rssi);
		}
	}

	#recorded({rows}: RssiTrace, add: Add): void {
		const record = this.#weather as RssiRecord;
		for (let from = 0; from < this.#places.length; from++) {
			const receivers = rows.filter(row => row.from === from).map(({to}) => to);
			for (const to of [...new Set(receivers)].sort((a, b) => a - b)) {
				if (this.#joins(from, to)) add(from, to, record.strongestCdbm(from, to)!);
			}
		}
	}

	/** A file may list more radios than there are. */
	#joins(from: number, to: number): boolean {
		return from !== to && from < this.#places.length && to < this.#radioCount;
	}
}

function arrives({txPowerDbm}: {readonly txPowerDbm: number}, loss: number): number {
	return Math.round(100 * txPowerDbm) - loss;
}

function largest(values: readonly number[]): number {
	return values.reduce((most, value) => Math.max(most, value), -Infinity);
}

function sumOf(obstacles: readonly Obstacle[]): Obstacle {
	return (from, to) => obstacles.reduce((sum, lossCdb) => sum + lossCdb(from, to), 0);
}
