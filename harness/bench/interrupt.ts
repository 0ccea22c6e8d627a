/* What is to end when the user says so: Ctrl-C once ends it in order, twice at once. */

const INTERRUPTED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Runs `work`, and returns its exit code, or 130 where it was interrupted. */
export async function interruptible(
	work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
	const controller = new AbortController();
	const abort = () => controller.abort();
	for (const name of SIGNALS) process.once(name, abort);
	try {
		return await work(controller.signal);
	} catch (error) {
		if (controller.signal.aborted) return INTERRUPTED;
		throw error;
	} finally {
		for (const name of SIGNALS) process.removeListener(name, abort);
	}
}
