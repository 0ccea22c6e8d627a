/*
 * One live line while something takes time. On a terminal it is redrawn; elsewhere a line is
 * printed for each tenth of the way. All of it goes to standard error: standard output belongs to
 * the result.
 */
import {Listr, ListrLogger, ProcessOutput} from 'listr2';

/** How far the work is. */
export interface Step {
	/** 0 to 1. */
	readonly share: number;
	/** What to show beside it. */
	readonly text: string;
}

/** Does `work` and shows where it stands; silent if `quiet`. What work throws is thrown on. */
export async function withProgress<Result>(
	title: string,
	quiet: boolean,
	work: (tell: (step: Step) => void) => Promise<Result>,
): Promise<Result> {
	let result: Result | undefined;
	const terminal = process.stderr.isTTY === true;
	const logger = new ListrLogger({
		processOutput: new ProcessOutput(process.stderr, process.stderr),
	});
	const list = new Listr(
		[
			{
				title,
				task: async (_context, task) => {
					const lines = terminal ? everyStep : everyTenth();
					result = await work(step => {
						const line = lines(step);
						if (line !== undefined) task.output = line;
					});
				},
			},
		],
		{
			renderer: quiet ? 'silent' : terminal ? 'default' : 'simple',
			rendererOptions: {logger},
			registerSignalListeners: false,
		},
	);
	await list.run();
	return result as Result;
}

function everyStep({share, text}: Step): string {
	return `${percent(share)} ${text}`;
}

function everyTenth(): (step: Step) => string | undefined {
	let next = 0;
	return step => {
		if (step.share < next) return undefined;
		next = Math.floor(10 * step.share + 1) / 10;
		return everyStep(step);
	};
}

function percent(share: number): string {
	return `${Math.floor(100 * share)
		.toString()
		.padStart(3)} %`;
}
