/*
 * The address space of a process, which bounds how many nodes fit into it.
 *
 * The engine reserves 10 GB of addresses for each WebAssembly memory, of which a node uses one
 * page: an access beyond the end then traps without a compare. A process of 47 address bits has
 * room for some 12,900; where a container or the system allows less, for fewer. An engine that is
 * started with RESERVE_NOTHING compares instead and reserves nothing: `npm run bench -- --only
 * cells` says what that costs.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {EnvironmentError} from './errors.js';

/** The option of Node with which memories reserve no addresses. */
export const RESERVE_NOTHING = '--disable-wasm-trap-handler';

/** No address is left for another node in this process. */
export class AddressSpaceError extends EnvironmentError {
	constructor(nodes: number, cause: unknown) {
		super(`${nodes} nodes do not fit into the addresses of this process`, {
			cause,
			hint: `start it with node ${RESERVE_NOTHING}`,
		});
	}
}

/** What `work` comes to; an AddressSpaceError where the engine finds no room for a memory. */
export async function withinAddresses<Result>(
	nodes: number,
	work: () => Promise<Result>,
): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof RangeError) || !/allocate Wasm memory/.test(error.message)) throw error;
		throw new AddressSpaceError(nodes, error);
	}
}

/** Whether another process could do with fewer addresses than this one. */
export function reservesAddresses(): boolean {
	return !process.execArgv.includes(RESERVE_NOTHING);
}

/** Runs this very command in a process that reserves nothing; its exit code. */
export async function runReservingNothing(): Promise<number> {
	const args = [RESERVE_NOTHING, ...process.execArgv, ...process.argv.slice(1)];
	const child = spawn(process.execPath, args, {stdio: 'inherit'});
	// Whoever interrupts means both, and the child has a summary to finish.
	const stay = () => {};
	const pass = () => child.kill('SIGTERM');
	process.on('SIGINT', stay).on('SIGTERM', pass);
	const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
	process.removeListener('SIGINT', stay).removeListener('SIGTERM', pass);
	if (code !== null) return code;
	throw new EnvironmentError(`the process of the run was ended by ${signal}`, {
		hint: 'the system does so where memory is short: fewer nodes need less',
	});
}
