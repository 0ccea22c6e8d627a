/*
 * Options of neighbour discovery, RFC 4861 clause 4.6: Type, Length in units of eight octets with
 * these two counted, data.
 *
 *    1 Source Link-Layer Address      3 Prefix Information     33 Address Registration
 *   34 6LoWPAN Context               35 Authoritative Border Router
 *
 * What each says is in a file of its own. Options of other types are passed over.
 */
export const NdOption = {
	sourceLinkLayer: 1,
	prefix: 3,
	addressRegistration: 33,
	context: 34,
	borderRouter: 35,
} as const;

export const UNIT = 8;
const HEADER_SIZE = 2;

/** An option of `size` octets in all, from `at` on. */
export interface NdOptionPlace {
	readonly type: number;
	readonly at: number;
	readonly size: number;
}

/**
 * The options from `at` to `end`; undefined where one has Length 0 or claims more than there is:
 * the whole message is dropped then, RFC 4861 clause 4.6.
 */
export function readNdOptions(
	octets: Uint8Array,
	at: number,
	end: number,
): NdOptionPlace[] | undefined {
	const options: NdOptionPlace[] = [];
	for (let next = at; next < end; ) {
		const size = next + HEADER_SIZE > end ? 0 : octets[next + 1] * UNIT;
		if (size === 0 || next + size > end) return undefined;
		options.push({type: octets[next], at: next, size});
		next += size;
	}
	return options;
}

/** Writes Type and Length of an option of `size` octets at `at`, and clears the rest of it. */
export function beginNdOption(octets: Uint8Array, at: number, type: number, size: number): void {
	octets[at] = type;
	octets[at + 1] = size / UNIT;
	octets.fill(0, at + HEADER_SIZE, at + size);
}

type Reader<Content> = (octets: Uint8Array, place: NdOptionPlace) => Content | undefined;

/** What `read` makes of the options of one type; undefined where one of them is malformed. */
export function allOf<Content>(
	octets: Uint8Array,
	options: readonly NdOptionPlace[],
	type: number,
	read: Reader<Content>,
): Content[] | undefined {
	const contents: Content[] = [];
	for (const place of options) {
		if (place.type !== type) continue;
		const content = read(octets, place);
		if (content === undefined) return undefined;
		contents.push(content);
	}
	return contents;
}
