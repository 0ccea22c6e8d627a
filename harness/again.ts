/*
 * A command as one types it again: words quoted as a shell wants them, secrets left out.
 */

/** A word as a shell takes it for one. */
export function quoted(word: string): string {
	return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** User, password and query of a URL are nobody's business, also where a password has an @ in it. */
export function withoutSecret(word: string): string {
	return word.replace(/:\/\/.*@/s, '://').replace(/(:\/\/[^?]*)\?.*/s, '$1');
}

/** The command of this process, but for `options`, each of which has a value. */
export function commandWithout(
	options: readonly string[],
	words: readonly string[] = process.argv.slice(2),
): string {
	const kept = words.filter((word, at) => {
		const [name = ''] = word.split('=', 1);
		return !options.includes(name) && !options.includes(words[at - 1] ?? '');
	});
	return ['motebench', ...kept.map(withoutSecret).map(quoted)].join(' ');
}
