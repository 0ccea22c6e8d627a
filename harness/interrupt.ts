/*
 * What is to end when the user says so, or whoever supervises this process: Ctrl-C or SIGTERM ends
 * it in order, a second one at once, as signals do.
 */

/** The exit code of what was interrupted. */
export const INTERRUPTED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Does `work` with a signal that an interrupt aborts. */
export async function untilInterrupted<Result>(
	work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const controller = new AbortController();
	const abort = () => controller.abort();
	for (const name of SIGNALS) process.once(name, abort);
	try {
		return await work(controller.signal);
	} finally {
		for (const name of SIGNALS) process.removeListener(name, abort);
	}
}

/** Does `work`, and returns its exit code; INTERRUPTED where it fails because it was interrupted. */
export function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
	return untilInterrupted(async signal => {
		try {
			return await work(signal);
		} catch (error) {
			if (signal.aborted) return INTERRUPTED;
			throw error;
		}
	});
}
