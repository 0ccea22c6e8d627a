/*
 * What a program that runs for months says of itself: a line for each thing that happened.
 *
 *   json   {"time":"2026-03-01T12:00:00.000Z","event":"listening","udp":"127.0.0.1:1884"}
 *   text   2026-03-01T12:00:00.000Z listening udp=127.0.0.1:1884
 *
 * Holds what it is handed and nothing else: whoever hands a secret over has told it.
 */
export type LogForm = 'json' | 'text';

export type Fields = Readonly<Record<string, string | number | boolean>>;

export class Log {
	readonly #form: LogForm;
	readonly #write: (line: string) => void;

	/** `write` takes a line without its end. */
	constructor(form: LogForm, write: (line: string) => void) {
		this.#form = form;
		this.#write = write;
	}

	event(event: string, fields: Fields = {}): void {
		const time = new Date().toISOString();
		this.#write(
			this.#form === 'json' ? JSON.stringify({time, event, ...fields}) : text(time, event, fields),
		);
	}
}

function text(time: string, event: string, fields: Fields): string {
	const pairs = Object.entries(fields).map(([name, value]) => `${name}=${word(String(value))}`);
	return [time, event, ...pairs].join(' ');
}

/** One word, whatever it is made of. */
function word(value: string): string {
	return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
