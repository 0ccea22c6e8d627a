/* The few things that every panel does with the document. */

/** The element that index.html calls `id`. Throws RangeError where it has none. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
	const found = document.getElementById(id);
	if (found === null) throw new RangeError(`index.html has no #${id}`);
	return found as Kind;
}

/** An element of class `className` with text or elements in it. */
export function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	className: string,
	...content: (string | Node)[]
): HTMLElementTagNameMap[Name] {
	const made = document.createElement(name);
	if (className !== '') made.className = className;
	made.append(...content);
	return made;
}

/** Touches the document only where the text differs: what is selected or focused stays. */
export function setText(node: Node, text: string): void {
	if (node.textContent !== text) node.textContent = text;
}

/** A list of terms and what they are, whose values are renewed in place. */
export class Facts {
	readonly root = element('dl', 'facts');
	readonly #values = new Map<string, HTMLElement>();

	/** Shows `text` beside `term`; a new term comes last. */
	set(term: string, text: string): void {
		let value = this.#values.get(term);
		if (value === undefined) {
			value = element('dd', '');
			this.#values.set(term, value);
			this.root.append(element('dt', '', term), value);
		}
		setText(value, text);
	}
}

/** A canvas that is as sharp as the screen; `width` and `height` are CSS pixels. */
export interface Surface {
	readonly context: CanvasRenderingContext2D;
	readonly width: number;
	readonly height: number;
}

/** Fits `canvas` to its place on the page, clears it, and scales it to CSS pixels. */
export function cleared(canvas: HTMLCanvasElement): Surface {
	const ratio = window.devicePixelRatio;
	const [width, height] = [canvas.clientWidth, canvas.clientHeight];
	const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
	if (canvas.width !== wide) canvas.width = wide;
	if (canvas.height !== high) canvas.height = high;
	const context = canvas.getContext('2d')!;
	context.setTransform(ratio, 0, 0, ratio, 0, 0);
	context.clearRect(0, 0, width, height);
	return {context, width, height};
}
