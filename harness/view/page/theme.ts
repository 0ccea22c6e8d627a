/*
 * Light, dark, or as the system is; and the colours of style.css as canvases need them.
 *
 *   Auto --click--> Light --> Dark --> Auto
 */
import {byId} from './dom.js';

const NAMES = [
	'ground',
	'panel',
	'line',
	'faint',
	'ink',
	'dim',
	'accent',
	'good',
	'warn',
	'bad',
	'rest',
	'mark',
] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

const THEMES = ['Auto', 'Light', 'Dark'] as const;
const KEPT = 'motebench-theme';

export class Theme {
	palette: Palette;
	#theme = THEMES.find(name => name === window.localStorage.getItem(KEPT)) ?? 'Auto';

	/** `changed` is called when the colours are others from now on. */
	constructor(private readonly changed: () => void) {
		this.palette = this.#apply();
		byId('theme').addEventListener('click', () => this.next());
		window
			.matchMedia('(prefers-color-scheme: dark)')
			.addEventListener('change', () => this.#change());
	}

	/** The next of the three. */
	next(): void {
		const at = THEMES.indexOf(this.#theme);
		this.#theme = THEMES[(at + 1) % THEMES.length];
		window.localStorage.setItem(KEPT, this.#theme);
		this.#change();
	}

	#change(): void {
		this.palette = this.#apply();
		this.changed();
	}

	#apply(): Palette {
		const root = document.documentElement;
		if (this.#theme === 'Auto') delete root.dataset['theme'];
		else root.dataset['theme'] = this.#theme.toLowerCase();
		byId('theme').textContent = this.#theme;
		return paletteNow();
	}
}

/** light-dark() is resolved where a colour is used, so one is used for each. */
function paletteNow(): Palette {
	const probe = document.createElement('i');
	document.body.append(probe);
	const colours = NAMES.map(name => {
		probe.style.color = `var(--${name})`;
		return [name, window.getComputedStyle(probe).color];
	});
	probe.remove();
	return Object.fromEntries(colours) as Palette;
}
