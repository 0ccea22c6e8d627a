/** A code or a word that motebench prints, and what somebody who meets it wants to know. */
export interface Entry {
	/** Where it is met: an exit code, a verdict, a panic of the firmware. */
	readonly kind: string;
	/** As it is printed; numbers in decimal. */
	readonly code: string;
	/** What it means, a sentence or two. */
	readonly means: string;
	/** What to do about it; empty where nothing is wrong. */
	readonly todo: string;
}

/** Entries of one kind from rows of a table. */
export function entriesOf(
	kind: string,
	rows: readonly (readonly [code: string, means: string, todo?: string])[],
): Entry[] {
	return rows.map(([code, means, todo = '']) => ({kind, code, means, todo}));
}
