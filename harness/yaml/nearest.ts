/** The word of `words` that `word` was most likely meant to be, or undefined where none is near. */
export function nearest(word: string, words: readonly string[]): string | undefined {
	const farthest = Math.max(1, Math.floor(word.length / 3));
	let best: string | undefined;
	let bestEdits = farthest + 1;
	for (const candidate of words) {
		const edits = editsBetween(word, candidate);
		if (edits >= bestEdits) continue;
		best = candidate;
		bestEdits = edits;
	}

	return best;
}

/** `one of a, b, c`, and which of them was meant where `word` is near one. */
export function oneOfThese(words: readonly string[], word: unknown): string {
	const meant = typeof word === 'string' ? nearest(word, words) : undefined;
	return `one of ${words.join(', ')}${meant === undefined ? '' : `, did you mean ${meant}?`}`;
}

/**
 * Letters to add, drop, replace or swap with their neighbour: Damerau and Levenshtein's distance,
 * one row of the table at a time.
 */
function editsBetween(from: string, to: string): number {
	let before: number[] = [];
	let row = Array.from({length: to.length + 1}, (_, column) => column);
	for (let line = 1; line <= from.length; line++) {
		const next = [line];
		for (let column = 1; column <= to.length; column++) {
			const same = from[line - 1] === to[column - 1];
			const replaced = row[column - 1]! + (same ? 0 : 1);
			const edits = Math.min(replaced, row[column]! + 1, next[column - 1]! + 1);
			const swap = from[line - 2] === to[column - 1] && from[line - 1] === to[column - 2];
			next.push(swap ? Math.min(edits, (before[column - 2] ?? edits) + 1) : edits);
		}

		before = row;
		row = next;
	}

	return row[to.length]!;
}
