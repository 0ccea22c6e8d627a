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

/** Levenshtein's distance, one row of the table at a time. */
function editsBetween(from: string, to: string): number {
	let row = Array.from({length: to.length + 1}, (_, column) => column);
	for (const [line, letter] of [...from].entries()) {
		const next = [line + 1];
		for (let column = 1; column <= to.length; column++) {
			const replaced = row[column - 1]! + (letter === to[column - 1] ? 0 : 1);
			next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
		}

		row = next;
	}

	return row[to.length]!;
}
