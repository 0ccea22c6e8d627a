/*
 * Durations as people write them: `60s`, `1h30m`, `500ms`. Whole numbers, units from large to
 * small, each at most once.
 */

/** Hours, minutes, seconds and milliseconds, at least one of them. */
export const DURATION = /^(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?(?:(\d{1,9})ms)?$/;

const UNITS = [
	['h', 3_600_000],
	['m', 60_000],
	['s', 1000],
	['ms', 1],
] as const;

/** Milliseconds, or undefined where `text` is no duration. */
export function parseDuration(text: string): number | undefined {
	const parts = DURATION.exec(text);
	if (parts === null) return undefined;
	return UNITS.reduce((sum, [, sizeMs], at) => sum + Number(parts[at + 1] ?? 0) * sizeMs, 0);
}

/** The shortest text that parseDuration reads as `durationMs`, a whole number. */
export function formatDuration(durationMs: number): string {
	let restMs = durationMs;
	let text = '';
	for (const [unit, sizeMs] of UNITS) {
		const count = Math.floor(restMs / sizeMs);
		restMs -= count * sizeMs;
		if (count > 0) text += `${count}${unit}`;
	}

	return text === '' ? '0s' : text;
}
