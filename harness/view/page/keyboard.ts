/* What keys do; the list that ? shows is made of the same table. */
import {byId, element} from './dom.js';

export interface Key {
	/** As KeyboardEvent.key has it. */
	readonly keys: readonly string[];
	readonly shown: string;
	readonly does: string;
	act(): void;
}

/** Listens for `keys`, except where somebody types, and lists them in the help. */
export function listen(keys: readonly Key[]): void {
	document.addEventListener('keydown', event => {
		if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
		if (byId<HTMLDialogElement>('help').open) return;
		// A button that has the focus is pressed by the space bar, and by nothing else.
		if (event.key === ' ' && event.target instanceof HTMLButtonElement) return;
		const key = keys.find(({keys: names}) => names.includes(event.key));
		if (key === undefined) return;
		event.preventDefault();
		key.act();
	});
	byId('keys').replaceChildren(
		...keys.flatMap(({shown, does}) => [element('dt', '', shown), element('dd', '', does)]),
	);
}

function isTyping(target: EventTarget | null): boolean {
	return target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
}
