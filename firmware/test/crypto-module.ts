/*
 * The cryptography of the firmware, alone, as a test sees it: build/crypto-test.wasm. Octets are
 * hex. Every call begins in memory full of 0xa5.
 */
import {readFileSync} from 'node:fs';

interface Exports {
	readonly memory: WebAssembly.Memory;
	readonly soil: () => void;
	readonly forgotten: () => number;
	readonly encryptBlock: () => void;
	readonly authenticate: (size: number, piece: number) => void;
	readonly authenticateNumbers: () => void;
	readonly derive: (label: number, size: number) => void;
	readonly seal: (aadSize: number, size: number, tagSize: number) => void;
	readonly open: (aadSize: number, size: number, tagSize: number) => number;
	readonly agree: (size: number) => number;
	readonly [name: string]: unknown;
}

/** What a message is sealed under. */
export interface Seal {
	readonly key: string;
	readonly nonce: string;
	readonly aad: string;
}

export interface Opened {
	readonly genuine: boolean;
	/** What lies where the message was. */
	readonly message: string;
	/** True where the working memory is empty again. */
	readonly forgotten: boolean;
}

const FILE = new URL('../../../build/crypto-test.wasm', import.meta.url);
const exports = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(FILE)), {})
	.exports as unknown as Exports;
const page = Buffer.from(exports.memory.buffer);

export function encrypted(key: string, plain: string): string {
	begin({key, input: plain});
	exports.encryptBlock();
	return output(16);
}

/** The CMAC of `message`, handed over in pieces of at most `piece` octets. */
export function cmac(key: string, message: string, piece = 1024): string {
	begin({key, input: message});
	exports.authenticate(message.length / 2, piece);
	return output(16);
}

/** The CMAC of the numbers 0x01, 0x0203 and 0x04050607. */
export function cmacOfNumbers(key: string): string {
	begin({key});
	exports.authenticateNumbers();
	return output(16);
}

/** `label` is the text of one of the firmware's labels. Throws RangeError for another. */
export function derived(key: string, label: string, context: string): string {
	const name = `Label.${label[0]!.toUpperCase()}${label.slice(1)}`;
	if (!(name in exports)) throw new RangeError(`the firmware has no ${name}`);
	begin({key, input: context});
	exports.derive(address(name), context.length / 2);
	return output(16);
}

/** The cipher, and behind it the tag of `tagSize` octets. */
export function sealed({key, nonce, aad}: Seal, plain: string, tagSize: number): string {
	begin({key, nonce, input: aad, output: plain});
	exports.seal(aad.length / 2, plain.length / 2, tagSize);
	return output(plain.length / 2 + tagSize);
}

export function opened({key, nonce, aad}: Seal, cipher: string, tag: string): Opened {
	begin({key, nonce, input: aad, output: cipher + tag});
	const genuine = exports.open(aad.length / 2, cipher.length / 2, tag.length / 2) !== 0;
	return {genuine, message: output(cipher.length / 2), forgotten: exports.forgotten() !== 0};
}

/** What the firmware's comparison in constant time says. */
export function agree(left: string, right: string): boolean {
	begin({input: left, output: right});
	return exports.agree(left.length / 2) !== 0;
}

function begin(areas: Readonly<Record<string, string>>): void {
	exports.soil();
	for (const [name, octets] of Object.entries(areas)) page.write(octets, address(name), 'hex');
}

function output(size: number): string {
	return page.toString('hex', address('output'), address('output') + size);
}

function address(name: string): number {
	return (exports[name] as WebAssembly.Global).value as number;
}
