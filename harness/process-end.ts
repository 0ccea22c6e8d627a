/*
 * What must not outlive this process: emulators, brokers and clients that it has started, and their
 * folders.
 *
 *   the process ends, or fails                    it is ended with it
 *   a signal that nobody else listens to          it is ended, then the signal takes its course
 *   a signal that somebody listens to             he ends it in order
 *   SIGKILL                                       nobody can
 */

/** Ends something at once: no time is left to wait. */
export type EndNow = () => void;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ends = new Set<EndNow>();

/** Has `end` called when this process ends; until what is returned is called. */
export function endWithProcess(end: EndNow): () => void {
	if (ends.size === 0) listen();
	ends.add(end);
	return () => {
		if (ends.delete(end) && ends.size === 0) forget();
	};
}

function listen(): void {
	process.on('exit', endAll);
	// First in the row: whoever listens once is gone when it is the next one's turn.
	for (const name of SIGNALS) process.prependListener(name, onSignal);
}

function forget(): void {
	process.removeListener('exit', endAll);
	for (const name of SIGNALS) process.removeListener(name, onSignal);
}

function onSignal(name: NodeJS.Signals): void {
	if (process.listenerCount(name) > 1) return;
	endAll();
	forget();
	process.kill(process.pid, name);
}

function endAll(): void {
	for (const end of ends) end();
	ends.clear();
}
