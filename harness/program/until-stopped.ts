/*
 * How a program that runs until it is told otherwise comes to its end.
 */

/** What has to be closed, and what may go wrong before. */
export interface Running {
	readonly failed: Promise<never>;
	/** Resolves when nobody wants it any more. */
	readonly unwanted?: Promise<unknown>;
	stop(): Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Starts, waits for SIGINT or SIGTERM or until it is unwanted, then stops what was started; what it failed with is thrown
 * after it was stopped. A signal that comes while it starts stops it too; a second one ends the
 * process at once, as signals do.
 */
export async function untilStopped(start: () => Promise<Running>): Promise<void> {
	let heard!: () => void;
	const signal = new Promise<void>(resolve => {
		heard = resolve;
	});
	for (const name of SIGNALS) process.once(name, heard);
	let running: Running | undefined;
	try {
		running = await start();
		await Promise.race([signal, running.failed, running.unwanted ?? signal]);
	} finally {
		for (const name of SIGNALS) process.removeListener(name, heard);
		await running?.stop();
	}
}
