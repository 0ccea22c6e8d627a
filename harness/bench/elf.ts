/*
 * An image as the linker writes it: ELF of 32 bits, least significant octet first, of which are
 * read where it will lie, and its build id.
 *
 *   header     0x1c phoff   0x20 shoff   0x2a phentsize phnum shentsize shnum
 *   segment    0x00 type    0x0c paddr   0x10 filesz
 *   section    0x04 type    0x0c addr    0x10 offset    0x14 size     0x18 link
 *   symbol     0x00 name    0x04 value   0x08 size
 *
 * A file may say anything: what lies outside of it is no image.
 */

export interface ElfImage {
	/** In hexadecimal; undefined for an image of somebody else's. */
	readonly buildId: string | undefined;
	/** What is written to the board: addresses, the end not included. */
	readonly ranges: readonly {readonly from: number; readonly to: number}[];
}

const MAGIC = 0x464c457f;
const CLASS_32_LITTLE_ENDIAN = 0x0101;
const MACHINE_ARM = 40;
const LOAD = 1;
const SYMBOL_TABLE = 2;
const SYMBOL_SIZE = 16;
const BUILD_ID = 'buildId';
const BUILD_ID_SIZE = 8;

/** Reads `octets`; undefined where they are no image for an Arm processor. */
export function elfImage(octets: Uint8Array): ElfImage | undefined {
	try {
		return read(Buffer.from(octets.buffer, octets.byteOffset, octets.length));
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

function read(file: Buffer): ElfImage | undefined {
	if (file.readUInt32LE(0) !== MAGIC || file.readUInt16LE(4) !== CLASS_32_LITTLE_ENDIAN) {
		return undefined;
	}
	if (file.readUInt16LE(0x12) !== MACHINE_ARM) return undefined;
	return {buildId: buildIdIn(file), ranges: [...loadedRanges(file)]};
}

function* loadedRanges(file: Buffer): Generator<{from: number; to: number}> {
	for (const at of table(file, 0x1c, 0x2a)) {
		const fields = [0, 4, 0x0c, 0x10].map(field => file.readUInt32LE(at + field));
		const [type, offset, from, size] = fields as [number, number, number, number];
		if (type !== LOAD || size === 0) continue;
		mustBeWithin(file, offset + size);
		yield {from, to: from + size};
	}
}

function buildIdIn(file: Buffer): string | undefined {
	const sections = table(file, 0x20, 0x2e);
	const symbols = sections.find(at => file.readUInt32LE(at + 4) === SYMBOL_TABLE);
	if (symbols === undefined) return undefined;
	const names = sections[file.readUInt32LE(symbols + 0x18)];
	const address = names === undefined ? undefined : addressOf(BUILD_ID, {file, symbols, names});
	if (address === undefined) return undefined;
	for (const at of table(file, 0x1c, 0x2a)) {
		const fields = [4, 0x0c, 0x10].map(field => file.readUInt32LE(at + field));
		const [offset, from, size] = fields as [number, number, number];
		if (address < from || address + BUILD_ID_SIZE > from + size) continue;
		const buildIdAt = offset + address - from;
		return file.toString('hex', buildIdAt, buildIdAt + BUILD_ID_SIZE);
	}
	return undefined;
}

interface Symbols {
	readonly file: Buffer;
	/** Where the headers of the sections are. */
	readonly symbols: number;
	readonly names: number;
}

function addressOf(name: string, {file, symbols, names}: Symbols): number | undefined {
	const namesAt = file.readUInt32LE(names + 0x10);
	const from = file.readUInt32LE(symbols + 0x10);
	const to = from + file.readUInt32LE(symbols + 0x14);
	for (let at = from; at + SYMBOL_SIZE <= to; at += SYMBOL_SIZE) {
		const nameAt = namesAt + file.readUInt32LE(at);
		if (file.toString('latin1', nameAt, nameAt + name.length + 1) === `${name}\0`) {
			return file.readUInt32LE(at + 4);
		}
	}
	return undefined;
}

/** Where the entries of a table begin, whose place, size and number the header tells. */
function table(file: Buffer, placeAt: number, shapeAt: number): number[] {
	const at = file.readUInt32LE(placeAt);
	const size = file.readUInt16LE(shapeAt);
	const count = file.readUInt16LE(shapeAt + 2);
	mustBeWithin(file, at + count * size);
	return Array.from({length: count}, (_, index) => at + index * size);
}

function mustBeWithin(file: Buffer, end: number): void {
	if (end > file.length) throw new RangeError('outside of the file');
}
