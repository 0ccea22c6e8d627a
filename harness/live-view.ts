/*
 * motebench run --view: a run that is looked at while it goes on, and after it is over.
 *
 *   the address is printed -> a page opens and lets time go on -> the summary -> the page stays
 *
 * Time stands while nobody looks, unless something outside does not wait. Ctrl-C ends the run, and
 * a second time the view.
 */
import {untilInterrupted} from './interrupt.js';
import {type LiveOptions, LiveRun} from './live-run.js';
import {withProgress} from './progress.js';
import type {Summary} from './report/summary.js';
import type {Scenario} from './scenario/schema.js';
import {interrupted} from './view/view-command.js';
import {ViewServer} from './view/view-server.js';

export interface LiveViewOptions extends LiveOptions {
	readonly title: string;
	readonly quiet: boolean;
}

/** What a run with a view has come to; `stay` serves the page until Ctrl-C. */
export interface Viewed {
	readonly summary: Summary;
	stay(): Promise<void>;
}

/** Simulates `scenario`, as fast as the page wants it. Ends as a run without a view does. */
export async function runInView(
	scenario: Scenario,
	{title, quiet, ...options}: LiveViewOptions,
): Promise<Viewed> {
	const run = await LiveRun.open(scenario, options);
	const server = await serve(run);
	const close = async () => {
		await server.close();
		await run.close();
	};
	try {
		const summary = await untilInterrupted(signal => {
			signal.addEventListener('abort', () => run.interrupt());
			// Not before: who reads it may interrupt at once.
			console.error(`view: ${server.url}`);
			return withProgress(`${title}, in the view`, quiet, tell => {
				run.tell = tell;
				return run.finished;
			});
		});
		return {summary, stay: () => stay(summary, close)};
	} catch (error) {
		await close();
		throw error;
	}
}

async function serve(run: LiveRun): Promise<ViewServer> {
	try {
		return await ViewServer.open(run);
	} catch (error) {
		await run.close();
		throw error;
	}
}

/** Whoever has interrupted the run has seen enough. */
async function stay({interrupted: early}: Summary, close: () => Promise<void>): Promise<void> {
	if (!early) {
		console.error('the view stays where it is: Ctrl-C ends it');
		await interrupted();
	}
	await close();
}
