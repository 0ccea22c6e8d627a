/*
 * motebench view: a run that is over, in the browser. The address is printed; Ctrl-C ends it.
 */
import {type Command, InvalidArgumentError} from 'commander';
import {Recording} from './recording.js';
import {ViewServer} from './view-server.js';

const EXAMPLES = `
Examples:
  motebench run greenhouse
  motebench view runs/greenhouse-0x5eed

The page is served on 127.0.0.1 alone, to whoever knows its address. Ctrl-C ends it.
Exit code: 0 ended by you, 2 not a run, 3 the port is taken.`;

const PORT_MAX = 65_535;

/** Adds the verb to `program`; `exit` takes the exit code. */
export function addView(program: Command, exit: (code: number) => void): void {
	program
		.command('view')
		.description('look at a run that is over: map, timeline, nodes, messages')
		.argument('<run>', 'the folder of a run, such as runs/greenhouse-0x5eed')
		.option('--port <n>', 'where the page is (default: any free port)', portNumber)
		.option('--json', 'print the address as one JSON object')
		.addHelpText('after', EXAMPLES)
		.action(async (run: string, options: {port?: number; json?: boolean}) => {
			await view(run, options);
			exit(0);
		});
}

/** A port, or 0 for any free one. */
export function portNumber(text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port <= PORT_MAX) return port;
	throw new InvalidArgumentError(`Expected a port from 0 to ${PORT_MAX}.`);
}

async function view(run: string, {port, json}: {port?: number; json?: boolean}): Promise<void> {
	const recording = new Recording(run);
	const server = await ViewServer.open(recording, port);
	const stopped = interrupted();
	if (json) console.log(JSON.stringify({url: server.url}));
	else console.log(`${recording.stage.scenario}: ${server.url}\nCtrl-C ends it`);
	try {
		await recording.read();
		await stopped;
	} finally {
		await server.close();
	}
}

/** Until somebody has had enough. A second signal ends the process at once, as signals do. */
export async function interrupted(): Promise<void> {
	const signals = ['SIGINT', 'SIGTERM'] as const;
	await new Promise<void>(resolve => {
		const end = () => {
			for (const signal of signals) process.removeListener(signal, end);
			resolve();
		};
		for (const signal of signals) process.on(signal, end);
	});
}
