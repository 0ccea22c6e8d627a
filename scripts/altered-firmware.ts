/*
 * The firmware, as it is written and not yet optimised, with one function changed: to count what it
 * does, or to do wrong.
 */
import binaryen from 'binaryen';
import {BuildError, compile} from './compile.js';

/** Makes another body of the body of a function. */
export type Change = (module: binaryen.Module, body: number) => number;

/** The module as octets. `name` is the function's, such as firmware/security/aes/aesEncrypt. */
export async function alteredFirmware(name: string, change: Change): Promise<Uint8Array> {
	const module = binaryen.readBinary(await compile('firmware/node.ts', 'layout'));
	const reference = module.getFunction(name);
	if (reference === 0) throw new BuildError(`there is no ${name} to change`);
	module.setFeatures(binaryen.Features.All);
	const {params, results, vars, body} = binaryen.getFunctionInfo(reference);
	const changed = change(module, body);
	module.removeFunction(name);
	module.addFunction(name, params, results, vars, changed);
	if (module.validate() === 0) throw new BuildError(`with another ${name} it is no module`);
	const octets = Uint8Array.from(module.emitBinary());
	module.dispose();
	return octets;
}
