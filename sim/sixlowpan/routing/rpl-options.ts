/*
 * Options of RPL control messages, RFC 6550 clause 6.7: Type, Length, and Length octets.
 *
 *    0 Pad1, without Length   1 PadN   2 DAG Metric Container   4 DODAG Configuration
 *    5 RPL Target             6 Transit Information             8 Prefix Information
 */
export const OptionType = {
	pad1: 0,
	metricContainer: 2,
	configuration: 4,
	target: 5,
	transit: 6,
	prefix: 8,
} as const;

export const OPTION_HEADER_SIZE = 2;

/** `size` octets of data at `at`. */
export interface RplOption {
	readonly type: number;
	readonly at: number;
	readonly size: number;
}

/** The options from `at` to `end`; undefined where one claims more than there is. */
export function readOptions(octets: Uint8Array, at: number, end: number): RplOption[] | undefined {
	const options: RplOption[] = [];
	let next = at;
	while (next < end) {
		const type = octets[next];
		if (type === OptionType.pad1) {
			next++;
			continue;
		}
		const data = next + OPTION_HEADER_SIZE;
		if (data > end || data + octets[next + 1] > end) return undefined;
		options.push({type, at: data, size: octets[next + 1]});
		next = data + octets[next + 1];
	}
	return options;
}

/** Writes Type and Length at `at`; returns where the data begin. */
export function beginOption(octets: Uint8Array, at: number, type: number, size: number): number {
	octets[at] = type;
	octets[at + 1] = size;
	return at + OPTION_HEADER_SIZE;
}
