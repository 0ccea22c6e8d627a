/* The bench as it is: this machine's ports, its tools, its clock. Tests have others. */
import {setTimeout as sleep} from 'node:timers/promises';
import {readBench} from '../locate/bench-file.js';
import {boardsIn} from '../locate/catalogue.js';
import type {Located} from '../locate/locate.js';
import {portsHere} from '../locate/ports.js';
import {bindingOf, type PortName} from '../serial/port-name.js';
import {SerialLine, type SerialLineOptions} from '../serial/serial-line.js';
import type {FlashWorld} from './flasher.js';
import {runTool} from './tool.js';

/** Some debuggers lose what is written in larger pieces. */
const SHORT_WRITES = {quirk: 'write-64', writeSizeMax: 64} as const;

/** This machine, with the boards of the package and the bench.yaml of this folder. */
export function worldHere(): FlashWorld {
	const boards = boardsIn();
	return {
		around: {boards, bench: readBench(boards)},
		ports: () => portsHere(),
		open: located => openLine(located),
		run: runTool,
		sleep: ms => sleep(ms),
	};
}

/** Opens the line of a board, as its quirks want it. */
export async function openLine(
	{board, ...port}: Located,
	options: Pick<SerialLineOptions, 'recorder' | 'onNews'> = {},
): Promise<SerialLine> {
	const short = board.quirks?.some(({id}) => id === SHORT_WRITES.quirk) ?? false;
	return openPort(port, {...options, ...(short && {writeSizeMax: SHORT_WRITES.writeSizeMax})});
}

/** Opens a port of which nothing but its name is known. */
export async function openPort(
	port: PortName,
	options: Pick<SerialLineOptions, 'recorder' | 'onNews' | 'writeSizeMax'> = {},
): Promise<SerialLine> {
	const {path, baudRate} = port;
	return new SerialLine({binding: await bindingOf(port), path, baudRate, ...options});
}
