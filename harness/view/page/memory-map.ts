/*
 * A node's static memory: one cell for 16 octets, one name an area. Where keys lie, or have lain,
 * nothing has come to this page: hatched.
 */
import {endOf, isOpen} from '../memory.js';
import type {MemoryArea} from '../stage.js';
import {clockText} from '../words.js';
import {element, setText} from './dom.js';
import type {View} from './view.js';

const CELL_SIZE = 16;

export class MemoryMap {
	readonly root = element('div', '');
	readonly #when = element('p', 'dim');
	readonly #grid = element('div', 'memory');
	readonly #name = element('div', '');
	readonly #hex = element('div', 'hex');
	readonly #cells: HTMLElement[] = [];
	#area: MemoryArea | undefined;
	#drawn: Uint8Array | undefined;

	constructor(private readonly view: View) {
		const {areas} = view.stage;
		this.#area = areas.find(({name}) => name === 'session') ?? areas[0];
		for (let at = 0; at < endOf(areas); at += CELL_SIZE) this.#grid.append(this.#cell(at));
		this.root.append(this.#when, this.#grid, this.#name, this.#hex);
		this.#grid.hidden = areas.length === 0;
	}

	draw(): void {
		const {memory, selected, stage} = this.view;
		const octets = memory?.radio === selected ? memory.octets : undefined;
		const seen = octets !== undefined && octets.length > 0;
		setText(this.#when, this.#whenText(seen, memory?.timeUs ?? -1));
		this.#hex.hidden = !seen;
		if (stage.areas.length === 0 || octets === this.#drawn) return;
		this.#drawn = octets;
		this.#cells.forEach((cell, index) => {
			cell.className = this.#classOf(index * CELL_SIZE, octets);
		});
		this.#detail();
	}

	#whenText(seen: boolean, timeUs: number): string {
		if (seen)
			return `As it was at ${clockText(timeUs)}. A cell is 16 octets; hatched is kept from you.`;
		if (this.view.stage.areas.length === 0)
			return 'The memory map does not fit the firmware that ran.';
		return 'Nobody has kept what it remembered.';
	}

	#cell(at: number): HTMLElement {
		const cell = element('i', '');
		cell.title = this.#areaAt(at)?.name ?? '';
		cell.addEventListener('click', () => {
			this.#area = this.#areaAt(at) ?? this.#area;
			this.#drawn = undefined;
			this.draw();
		});
		this.#cells.push(cell);
		return cell;
	}

	#areaAt(at: number): MemoryArea | undefined {
		const {areas} = this.view.stage;
		return areas.find(area => area.at < at + CELL_SIZE && area.at + area.size > at);
	}

	#classOf(at: number, octets: Uint8Array | undefined): string {
		const area = this.#areaAt(at);
		const chosen = area !== undefined && area === this.#area ? ' chosen' : '';
		if (area === undefined || area.name === '') return `constant${chosen}`;
		if (!isOpen(area)) return `shut${chosen}`;
		const empty = octets?.subarray(at, at + CELL_SIZE).every(octet => octet === 0) ?? true;
		return `${empty ? 'zero' : 'open'}${chosen}`;
	}

	#detail(): void {
		const area = this.#area;
		if (area === undefined) return;
		const {at, size, name, what} = area;
		const title = element('b', '', name === '' ? 'constant' : name);
		this.#name.replaceChildren(
			title,
			element('span', 'dim', `  ${hex(at, 4)}, ${size} octets. ${what}`),
		);
		setText(this.#hex, isOpen(area) ? this.#dump(area) : 'Keys lie here, or have lain: not shown.');
	}

	#dump({at, size}: MemoryArea): string {
		const octets = this.#drawn?.subarray(at, at + size) ?? new Uint8Array(0);
		const lines: string[] = [];
		for (let from = 0; from < octets.length; from += CELL_SIZE) {
			const line = [...octets.subarray(from, from + CELL_SIZE)];
			const digits = line.map(octet => octet.toString(16).padStart(2, '0')).join(' ');
			lines.push(`${hex(at + from, 4)}  ${digits}`);
		}
		return lines.join('\n');
	}
}

function hex(value: number, digits: number): string {
	return value.toString(16).padStart(digits, '0');
}
