/*
 * What a bad line does to octets: it swallows some, turns a bit of others, and delivers the rest
 * in pieces. Luck is handed in, so that a bad line can be had again.
 */

export interface NoiseOptions {
	/** The share of octets that are swallowed, 0 to 1. */
	readonly drop?: number;
	/** The share of octets of which a bit is turned. */
	readonly flip?: number;
	/** The share of octets after which a piece ends. */
	readonly split?: number;
	/** From 0 up to 1, without 1. */
	readonly luck: () => number;
}

/** Turns what one end says into the pieces that the other hears. */
export type Noise = (octets: Uint8Array) => Uint8Array[];

export function lineNoise({drop = 0, flip = 0, split = 0, luck}: NoiseOptions): Noise {
	return octets => {
		const pieces: number[][] = [[]];
		for (const octet of octets) {
			if (luck() < drop) continue;
			pieces.at(-1)!.push(luck() < flip ? octet ^ (1 << Math.floor(luck() * 8)) : octet);
			if (luck() < split) pieces.push([]);
		}
		return pieces.filter(piece => piece.length > 0).map(piece => Uint8Array.from(piece));
	};
}
