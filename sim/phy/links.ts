/*
 * Who can be felt by whom, and how strongly: one row a sender, in ascending order of the
 * receiver, in compressed rows. Links so weak that they change nothing are left out.
 */

import type {StreamKey} from '../kernel/random.js';
import {type LogDistance, lossCdb, reachM} from './propagation.js';

/** Where a radio stands and what it can do. */
export interface RadioDescription {
	readonly xM: number;
	readonly yM: number;
	readonly channel: number;
	readonly txPowerDbm: number;
	/** The power at which one 20-octet PSDU in a hundred is lost. */
	readonly sensitivityDbm: number;
}

/** A link this much below the noise of its receiver is left out. */
const MARGIN_DB = 10;

/** What a receiver's sensitivity lies above its noise: PER 1 % of 20 octets is at 0.403 dB. */
export const SENSITIVITY_SINR_DB = 0.403;

export class Links {
	/** Row of sender `i`: rowStart[i] up to, not including, rowStart[i + 1]. */
	readonly rowStart: Int32Array;
	/** The receiver of each link. */
	readonly receivers: Int32Array;
	/** What arrives there, in hundredths of a dBm. */
	readonly rssiCdbm: Int16Array;

	private constructor(rows: readonly number[][]) {
		const count = rows.reduce((sum, row) => sum + row.length / 2, 0);
		this.rowStart = new Int32Array(rows.length + 1);
		this.receivers = new Int32Array(count);
		this.rssiCdbm = new Int16Array(count);
		this.#fill(rows);
	}

	/** Links of radios that stand where they stand, under a model of propagation. */
	static between(radios: readonly RadioDescription[], model: LogDistance, luck: StreamKey): Links {
		const rows = radios.map(() => [] as number[]);
		for (let a = 0; a < radios.length; a++) {
			for (let b = a + 1; b < radios.length; b++) connect(radios, model, {luck, a, b, rows});
		}
		return new Links(rows);
	}

	/** Links given one by one: `rssiCdbm(from, to)` arrives, below `floorCdbm` nothing does. */
	static fromGains(
		count: number,
		rssiCdbm: (from: number, to: number) => number,
		floorCdbm: number,
	): Links {
		const rows = Array.from({length: count}, (_, from) => {
			const row: number[] = [];
			for (let to = 0; to < count; to++) {
				if (to !== from && rssiCdbm(from, to) >= floorCdbm) row.push(to, rssiCdbm(from, to));
			}
			return row;
		});
		return new Links(rows);
	}

	/** The link from `sender` to `receiver`; -1 if there is none. */
	find(sender: number, receiver: number): number {
		const receivers = this.receivers;
		let low = this.rowStart[sender];
		let high = this.rowStart[sender + 1] - 1;
		// Where everybody hears everybody a row has no gaps, and the place is known.
		const likely = low + (receiver > sender ? receiver - 1 : receiver);
		if (likely <= high && receivers[likely] === receiver) return likely;
		while (low <= high) {
			const middle = (low + high) >> 1;
			const candidate = receivers[middle];
			if (candidate === receiver) return middle;
			if (candidate < receiver) low = middle + 1;
			else high = middle - 1;
		}
		return -1;
	}

	#fill(rows: readonly number[][]): void {
		let at = 0;
		rows.forEach((row, sender) => {
			this.rowStart[sender] = at;
			for (let entry = 0; entry < row.length; entry += 2) {
				this.receivers[at] = row[entry];
				this.rssiCdbm[at++] = row[entry + 1];
			}
		});
		this.rowStart[rows.length] = at;
	}
}

interface Pair {
	readonly luck: StreamKey;
	readonly a: number;
	readonly b: number;
	readonly rows: number[][];
}

/** Appends b to a's row and a to b's: pairs come in ascending order, so rows are sorted. */
function connect(
	radios: readonly RadioDescription[],
	model: LogDistance,
	{luck, a, b, rows}: Pair,
): void {
	const [from, to] = [radios[a], radios[b]];
	const [dx, dy] = [from.xM - to.xM, from.yM - to.yM];
	const strongestDbm = Math.max(from.txPowerDbm, to.txPowerDbm);
	const floorDbm =
		Math.min(from.sensitivityDbm, to.sensitivityDbm) - SENSITIVITY_SINR_DB - MARGIN_DB;
	const reach = reachM(model, strongestDbm - floorDbm);
	const square = dx * dx + dy * dy;
	if (square > reach * reach) return;

	const loss = lossCdb(model, luck, {a, b, distanceM: Math.sqrt(square)});
	const [there, back] = [arrives(from, loss), arrives(to, loss)];
	if (there >= 100 * floorDbm) rows[a].push(b, there);
	if (back >= 100 * floorDbm) rows[b].push(a, back);
}

function arrives(from: RadioDescription, loss: number): number {
	return Math.round(100 * from.txPowerDbm) - loss;
}
