/*
 * The port of a board that bench.yaml or the system knows: the same that is flashed and monitored.
 *
 *   named as the target of these tests    where `motebench test` has found it, just before
 *   else                                  as locate() tells, from bench.yaml and USB
 */
import {readBench} from '../locate/bench-file.js';
import {boardsIn} from '../locate/catalogue.js';
import {locate} from '../locate/locate.js';
import {portsHere} from '../locate/ports.js';
import type {UsbPort} from '../locate/usb-port.js';
import {portText} from '../serial/port-name.js';
import {PORT_VARIABLE, TARGET_VARIABLE} from './target-name.js';

/** What there is to look at; this machine, this folder and this process unless given. */
export interface BoardPortOptions {
	/** Where bench.yaml lies. */
	readonly bench?: string | undefined;
	readonly ports?: () => Promise<readonly UsbPort[]>;
	readonly environment?: NodeJS.ProcessEnv;
}

/**
 * PORT:BAUD or unix:PATH of the board that is called `name`, by bench.yaml or as its kind. A
 * UsageError where several could be meant, an EnvironmentError where none is plugged in.
 */
export async function boardPort(
	name: string,
	{bench, ports = portsHere, environment = process.env}: BoardPortOptions = {},
): Promise<string> {
	const found = environment[PORT_VARIABLE];
	if (found !== undefined && environment[TARGET_VARIABLE] === `board:${name}`) return found;
	const boards = boardsIn();
	const around = {boards, bench: readBench(boards, bench), ports: await ports()};
	return portText(locate({name}, around));
}
