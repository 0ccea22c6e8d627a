/*
 * The two ways in which a run can end without a verdict, and the exit code of each. A failed
 * check is not among them: that is a report, exit 1. Anything else that is thrown is a defect
 * of ours and travels up untouched.
 */

/** The user asked for something that makes no sense: one line a mistake, exit 2. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
	readonly exitCode = 2;

	constructor(lines: string | readonly string[]) {
		super(typeof lines === 'string' ? lines : lines.join('\n'));
	}
}

export interface EnvironmentErrorOptions {
	readonly cause?: unknown;
	/** What the user can do about it, as an imperative: `start one, e.g. mosquitto -p 1883`. */
	readonly hint?: string;
}

/** The world around us is not as needed: no broker, no port, no program. Exit 3. */
export class EnvironmentError extends Error {
	override readonly name = 'EnvironmentError';
	readonly exitCode = 3;
	readonly hint: string | undefined;

	constructor(what: string, {cause, hint}: EnvironmentErrorOptions = {}) {
		super(hint === undefined ? what : `${what}; ${hint}`, {cause});
		this.hint = hint;
	}
}

/** What to throw where writing to `place` failed with `error`: the system's reason, or our own bug. */
export function cannotWrite(place: string, error: unknown): unknown {
	if (!(error instanceof Error && 'code' in error)) return error;
	return new EnvironmentError(`cannot write to ${place} (${error.code})`, {cause: error});
}
