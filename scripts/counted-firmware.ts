/*
 * The firmware, as it is written and not yet optimised, with one thing added: each AES block adds
 * one to a word of the page that no node uses. So blocks are counted where they are done.
 */
import {alteredFirmware} from './altered-firmware.js';

/** Far behind static memory, and within the page. */
const COUNT_AT = 0xfff0;
const AES = 'firmware/security/aes/aesEncrypt';

/** The module; its page is read by aesBlocks(). */
export async function countedFirmware(): Promise<WebAssembly.Module> {
	const octets = await alteredFirmware(AES, (module, body) => {
		const at = () => module.i32.const(COUNT_AT);
		const more = module.i32.add(module.i32.load(0, 4, at()), module.i32.const(1));
		return module.block(null, [module.i32.store(0, 4, at(), more), body]);
	});
	return new WebAssembly.Module(Uint8Array.from(octets));
}

/** AES blocks since the node with this page was switched on. */
export function aesBlocks(page: Uint8Array): number {
	return new DataView(page.buffer, page.byteOffset).getUint32(COUNT_AT, true);
}
