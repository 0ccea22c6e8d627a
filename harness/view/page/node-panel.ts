/* One radio: how it is, what it drew, what it said last, and what it remembers. */
import {STATE_NAMES} from '../fleet.js';
import type {Message} from '../messages.js';
import {isNode} from '../stage.js';
import {chargeText, clockText, countText, percentText, refusalText, spanText} from '../words.js';
import {byId, element, Facts, setText} from './dom.js';
import {MemoryMap} from './memory-map.js';
import type {Place} from './places.js';
import type {View} from './view.js';

const MESSAGES_SHOWN = 8;
const CAUSES_SHOWN = 3;

export class NodePanel {
	readonly #root = byId('panel-node');
	readonly #facts = new Facts();
	readonly #title = element('h2', 'first');
	readonly #messages = element('div', 'messages');
	readonly #rows: {button: HTMLButtonElement; cells: HTMLElement[]; payload: string}[] = [];
	readonly #none = element('p', 'dim', 'No message yet.');
	readonly #memory: MemoryMap;
	readonly #ofNodes = element('div', '');

	constructor(
		private readonly view: View,
		/** Called with a message that a person wants to follow. */
		private readonly chosen: (message: Message) => void,
	) {
		this.#memory = new MemoryMap(view);
		for (let row = 0; row < MESSAGES_SHOWN; row++) this.#messages.append(this.#row());
		this.#ofNodes.append(
			element('h2', '', 'Last messages'),
			this.#none,
			this.#messages,
			element('h2', '', 'Memory'),
			this.#memory.root,
		);
		this.#root.replaceChildren(this.#title, this.#facts.root, this.#ofNodes);
	}

	draw(): void {
		const {selected, stage} = this.view;
		const member = stage.radios[selected];
		if (member === undefined) {
			setText(this.#title, 'No node is chosen: click one on the map.');
			this.#facts.root.hidden = true;
			this.#ofNodes.hidden = true;
			return;
		}
		setText(this.#title, member.name);
		this.#facts.root.hidden = false;
		this.#ofNodes.hidden = !isNode(member);
		this.#drawFacts(selected);
		if (!isNode(member)) return;
		this.#drawMessages(selected);
		this.#memory.draw();
	}

	#drawFacts(radio: number): void {
		const {fleet, nowUs, stage} = this.view;
		const member = stage.radios[radio];
		const state = STATE_NAMES[fleet.stateOf(radio, nowUs)];
		const facts = this.#facts;
		facts.set('State', isNode(member) ? state : member.kind);
		facts.set('Speaks with', isNode(member) ? this.#way(radio) : this.#clients(radio));
		facts.set('Keys', isNode(member) ? this.#keys(radio) : '-');
		facts.set('Messages', isNode(member) ? this.#counts(radio) : '-');
		facts.set('Frames', this.#frames(radio));
		facts.set('Energy', this.#energy(radio));
		facts.set('Client id', member.clientId ?? '-');
		facts.set('Place', placeText(fleet.placeOf(radio)));
	}

	/** The endpoint, and over many hops the parent and how many go through the node itself. */
	#way(radio: number): string {
		const {fleet, stage} = this.view;
		const endpoint = stage.radios[fleet.endpointOf(radio)]?.name ?? 'nobody yet';
		const parent = stage.radios[fleet.parents[radio]];
		if (parent === undefined) return endpoint;
		const way = fleet.wayOf(radio);
		const hops = way.indexOf(fleet.endpointOf(radio)) + 1;
		const over = hops === 1 ? '1 hop' : `${hops} hops through ${parent.name}`;
		const children = fleet.parents.filter(each => each === radio).length;
		const known = hops === 0 ? `${endpoint}, through ${parent.name}` : `${endpoint}, ${over}`;
		return children === 0 ? known : `${known}; parent of ${countText(children)}`;
	}

	#clients(radio: number): string {
		const {fleet, stage} = this.view;
		const count = stage.radios.filter(
			(member, each) => isNode(member) && fleet.endpointOf(each) === radio,
		).length;
		return `${countText(count)} nodes`;
	}

	#keys(radio: number): string {
		const {fleet} = this.view;
		const generation = fleet.generations[radio];
		if (generation === 0) return 'none';
		const times = fleet.rekeyings[radio];
		return `generation ${generation}, ${times === 0 ? 'never changed' : `changed ${times} times`}`;
	}

	#counts(radio: number): string {
		const messages = this.view.fleet.messages.of(radio).filter(({publishedUs}) => publishedUs >= 0);
		const delivered = messages.filter(({deliveredUs}) => deliveredUs >= 0).length;
		const dropped = messages.filter(({droppedUs}) => droppedUs >= 0).length;
		const given = dropped === 0 ? '' : `, ${dropped} given up`;
		return `${messages.length} published, ${delivered} delivered${given}`;
	}

	#frames(radio: number): string {
		const {sent, heard, missed, retries} = this.view.fleet;
		const lost = `${countText(missed[radio])} of them lost`;
		return `${countText(sent[radio])} sent, ${lost}, ${countText(retries[radio])} again; ${countText(heard[radio])} heard`;
	}

	#energy(radio: number): string {
		const {fleet, nowUs} = this.view;
		const total = fleet.chargeUc(radio, nowUs);
		if (total === undefined) return 'not known';
		const causes = Object.entries(fleet.chargesUc(radio, nowUs))
			.filter(([, uc]) => uc > 0)
			.sort(([, one], [, other]) => other - one)
			.slice(0, CAUSES_SHOWN)
			.map(([cause, uc]) => `${cause} ${percentText(uc, total)}`);
		return [chargeText(total), ...causes].join(', ');
	}

	#row(): HTMLElement {
		const cells = ['dim cell', 'cell', 'cell'].map(name => element('span', name));
		const button = element('button', 'linkish', ...cells);
		button.type = 'button';
		button.title = 'Follow this message';
		const row = {button, cells, payload: ''};
		button.addEventListener('click', () => {
			const message = this.view.fleet.messages.named(row.payload);
			if (message !== undefined) this.chosen(message);
		});
		this.#rows.push(row);
		return button;
	}

	#drawMessages(radio: number): void {
		const last = this.view.fleet.messages.of(radio).slice(-MESSAGES_SHOWN).reverse();
		this.#none.hidden = last.length > 0;
		this.#rows.forEach((row, index) => {
			const message = last[index];
			row.button.hidden = message === undefined;
			if (message === undefined) return;
			row.payload = message.payload;
			const {commandedUs, publishedUs, payload} = message;
			setText(row.cells[0], clockText(commandedUs >= 0 ? commandedUs : publishedUs));
			setText(row.cells[1], payload.trimEnd());
			const [words, tone] = endOf(message);
			setText(row.cells[2], words);
			row.cells[2].className = `cell ${tone}`;
		});
	}
}

/** How a message stands, and how good that is. */
export function endOf(message: Message): [words: string, tone: '' | 'good' | 'warn' | 'bad'] {
	const {commandedUs, publishedUs, deliveredUs, droppedUs, refusal, copies, made} = message;
	if (deliveredUs >= 0) {
		const since = commandedUs >= 0 ? commandedUs : publishedUs;
		const doubled = copies > made ? ` ×${copies}` : '';
		return [`✔ ${spanText(deliveredUs - since)}${doubled}`, 'good'];
	}
	if (droppedUs >= 0) return [`✘ ${refusalText(refusal)}`, 'bad'];
	return ['… on its way', 'warn'];
}

function placeText(place: Place | undefined): string {
	return place === undefined
		? 'a board at a line'
		: `${place.xM.toFixed(1)} m, ${place.yM.toFixed(1)} m`;
}
