/*
 * Where everything lies in the page of a module that was compiled for its layout.
 *
 *   (global $firmware/layout/rxFrame i32 (i32.const 64))        a name and an address
 *   (data $3 (i32.const 64) "\00\00...")                        an address and a size
 *
 * Knows no file: the module and the names of its owners are handed in.
 */
import binaryen from 'binaryen';

/** Octets that were reserved at compile time. */
export interface Area {
	readonly at: number;
	readonly size: number;
	/** Undefined for constants that only the code around them knows. */
	readonly name: string | undefined;
	/** True where an octet is not 0 before the module runs. */
	readonly filled: boolean;
}

const GLOBAL = /\(global \$(?<owner>\S+)\/(?<name>\S+) i32 \(i32\.const (?<value>\d+)\)\)/g;
const SEGMENT = /\(data \$\S+ \(i32\.const (?<at>\d+)\) "(?<octets>(?:[^"\\]|\\.)*)"\)/g;
const OCTET = /\\[0-9a-f]{2}|\\.|./g;

/** All areas by address; names are taken from the globals of `owners`, files without `.ts`. */
export function areasOf(wasm: Uint8Array, owners: readonly string[]): Area[] {
	const module = binaryen.readBinary(wasm);
	const text = module.emitText();
	module.dispose();
	const names = namesOf(text, owners);
	const areas = [...text.matchAll(SEGMENT)].map(({groups}) => {
		const at = Number(groups!['at']);
		const octets = groups!['octets']!.match(OCTET) ?? [];
		const filled = octets.some(octet => octet !== '\\00');
		return {at, size: octets.length, name: names.get(at), filled};
	});
	return areas.sort((left, right) => left.at - right.at);
}

/** The address behind the last area; 0 without areas. */
export function endOf(areas: readonly Area[]): number {
	return Math.max(0, ...areas.map(({at, size}) => at + size));
}

function namesOf(text: string, owners: readonly string[]): Map<number, string> {
	const names = new Map<number, string>();
	for (const {groups} of text.matchAll(GLOBAL)) {
		if (!owners.includes(groups!['owner']!)) continue;
		names.set(Number(groups!['value']), groups!['name']!);
	}
	return names;
}
