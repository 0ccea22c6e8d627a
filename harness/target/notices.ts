/*
 * What a test process has to tell beside the fate of its tests: a line of JSON each, at the end of
 * a file that `motebench test` names.
 *
 *   {"verdict":"device-reset","reason":"restart that nobody asked for"}
 *
 * A silent restart, a line that was lost or a clock that could not keep up count even where every
 * test passes.
 */
import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import {z} from 'zod';
import {NOTICES_VARIABLE} from './target-name.js';

const noticeSchema = z.object({
	verdict: z.enum(['device-reset', 'infra', 'inconclusive']),
	reason: z.string(),
});

export type Notice = z.output<typeof noticeSchema>;

/** Tells `notice` to the `motebench test` that started this process; without one nobody is told. */
export function giveNotice(notice: Notice, environment: NodeJS.ProcessEnv = process.env): void {
	const file = environment[NOTICES_VARIABLE];
	if (file !== undefined) appendFileSync(file, `${JSON.stringify(notice)}\n`);
}

/** The notices in `file`; what is none is one of infra, for somebody wrote it. */
export function noticesIn(file: string): Notice[] {
	if (!existsSync(file)) return [];
	const lines = readFileSync(file, 'utf8').split('\n');
	return lines.filter(line => line !== '').map(noticeOf);
}

function noticeOf(line: string): Notice {
	try {
		return noticeSchema.parse(JSON.parse(line));
	} catch (error) {
		if (!(error instanceof SyntaxError || error instanceof z.ZodError)) throw error;
		return {verdict: 'infra', reason: 'a notice that cannot be read'};
	}
}
