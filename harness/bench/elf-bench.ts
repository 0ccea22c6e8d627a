/*
 * For tests: the smallest image that says all that is read of one.
 *
 *   header   segment   code: build id, board id   symbols   their names   headers of two sections
 */

export interface Shape {
	readonly at: number;
	readonly boardId: string;
	/** In hexadecimal. */
	readonly buildId: string;
}

const HEADER = 0x34;
const SEGMENT = 0x20;
const CODE = 64;
const SYMBOLS = 32;
const NAMES = 16;
const SECTION = 0x28;
const [CODE_AT, SYMBOLS_AT] = [HEADER + SEGMENT, HEADER + SEGMENT + CODE];
const [NAMES_AT, SECTIONS_AT] = [SYMBOLS_AT + SYMBOLS, SYMBOLS_AT + SYMBOLS + NAMES];
/** Where the build id is in the code. */
const BUILD_ID_AT = 8;

export function elfOf({at, boardId, buildId}: Shape): Uint8Array {
	const file = Buffer.alloc(SECTIONS_AT + 2 * SECTION);
	const words = (from: number, ...values: number[]) => {
		for (const [index, value] of values.entries()) file.writeUInt32LE(value, from + 4 * index);
	};
	words(0, 0x464c457f, 0x00010101);
	words(0x10, 40 << 16, 1, at, HEADER, SECTIONS_AT);
	words(0x28, (SEGMENT << 16) | HEADER, (SECTION << 16) | 1, 2);
	words(HEADER, 1, CODE_AT, at, at, CODE, CODE);
	file.write(buildId, CODE_AT + BUILD_ID_AT, 'hex');
	file.write(`${boardId}\0`, CODE_AT + 2 * BUILD_ID_AT, 'latin1');
	words(SYMBOLS_AT + 16, 1, at + BUILD_ID_AT, 8);
	file.write('\0buildId\0', NAMES_AT, 'latin1');
	words(SECTIONS_AT, 0, 2, 0, 0, SYMBOLS_AT, SYMBOLS, 1);
	words(SECTIONS_AT + SECTION, 0, 3, 0, 0, NAMES_AT, NAMES, 0);
	return new Uint8Array(file);
}
