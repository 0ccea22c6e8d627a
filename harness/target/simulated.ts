/*
 * A target in this process: the firmware as it is built, its line a pair of ends without a wire,
 * its clock that of the wall.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {EnvironmentError} from '../errors.js';
import {PairBinding} from '../serial/pair-binding.js';
import {SerialLine} from '../serial/serial-line.js';
import {SerialBoard} from '../transport/serial.js';
import {FirmwareOverLine} from './firmware-over-line.js';
import {provisionBoard} from './identity.js';
import type {Target, TargetOptions} from './target.js';

const MODULE = new URL('../../node.wasm', import.meta.url);
const BUILD_ID_SIZE = 8;
const BAUD_RATE = 115_200;

export async function openSimulated({deadlineMs}: TargetOptions): Promise<Target> {
	const wasm = built();
	const binding = new PairBinding();
	const node = new FirmwareOverLine(new WebAssembly.Module(wasm), {
		send: octets => binding.send(octets),
		buildId: createHash('sha256').update(wasm).digest().subarray(0, BUILD_ID_SIZE),
	});
	binding.onOctets = octets => node.hear(octets);
	const line = new SerialLine({binding, path: 'sim', baudRate: BAUD_RATE});
	const board = await SerialBoard.over(line, {deadlineMs});
	return {
		name: 'sim',
		board,
		power: {
			cut: async () => {
				binding.unplug();
				node.switchOff();
				await board.gone();
			},
			restore: async () => {
				node.switchOn();
				binding.replug();
				await board.ready();
			},
		},
		provision: identity => provisionBoard(board, identity),
		close: async () => {
			await board.close();
			node.switchOff();
		},
	};
}

function built(): Uint8Array<ArrayBuffer> {
	try {
		return new Uint8Array(readFileSync(MODULE));
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		throw new EnvironmentError('the firmware is not built', {hint: 'npm run build', cause: error});
	}
}
