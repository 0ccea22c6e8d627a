/*
 * An event of a trace in words: when, who, what. Names are those that a summary uses: nodes are
 * counted from one, whatever their radio is called in the trace.
 */
import {Event, Outcome} from '../../sim/kernel/trace.js';
import {Report} from '../../sim/node/report.js';
import type {RadioCounts} from '../report/manifest.js';
import type {HappenedEntry} from '../trace/entry.js';

const US_PER_S = 1_000_000;
const EVERYBODY = -1;
/** Octets of a payload that are shown. */
const SHOWN_MAX = 48;

const FRAME_TYPES = ['beacon', 'data', 'ACK', 'command'] as const;

const OUTCOMES: Readonly<Record<Outcome, string>> = {
	[Outcome.heard]: 'hears',
	[Outcome.deaf]: 'is deaf to',
	[Outcome.tooWeak]: 'is too far to hear',
	[Outcome.collided]: 'hears, in a collision, nothing of',
};

/** `12.345678 s  node 7 sends ...`. */
export function wordsOf(entry: HappenedEntry, radios?: RadioCounts): string {
	return `${timeOf(entry)}  ${whatOf(entry, radios)}`;
}

export function timeOf([, us]: HappenedEntry): string {
	return `${(us / US_PER_S).toFixed(6)} s`;
}

/** Without the time. */
export function whatOf(entry: HappenedEntry, radios?: RadioCounts): string {
	const name = (radio: number) => nameOf(radio, radios);
	switch (entry[0]) {
		case 0: {
			const [, , sender, audience, octets] = entry;
			const to = audience === EVERYBODY ? 'everybody' : name(audience);
			return `${name(sender)} sends ${frameOf(octets)} to ${to}`;
		}
		case 1: {
			const [, , sender, receiver, outcome, rssiCdbm] = entry;
			const how = OUTCOMES[outcome as Outcome] ?? 'has something unknown from';
			return `${name(receiver)} ${how} ${name(sender)} (${(rssiCdbm / 100).toFixed(2)} dBm)`;
		}
		case 2: {
			const [, , event, subject, detail, value, octets] = entry;
			const who = event === Event.delivered ? 'the subscriber' : name(subject);
			return `${who} ${doingOf(event as Event, {detail, value, octets}, name)}`;
		}
	}
}

interface Told {
	readonly detail: number;
	readonly value: number;
	readonly octets: Uint8Array;
}

/** By Refusal of the MAC. */
const INSECURE = ['', 'it is not protected', 'its frame counter is old', 'its MIC is wrong'];

/** What each event says: sim/kernel/trace.ts explains its two numbers. */
function doingOf(event: Event, told: Told, name: (radio: number) => string): string {
	const {detail, value, octets} = told;
	switch (event) {
		case Event.noAck:
			return `gives up a frame of ${detail} octets: no ACK after ${value} retries`;
		case Event.channelAccessFailure:
			return `finds no free channel for a frame of ${detail} octets`;
		case Event.retry:
			return `sends a frame of ${detail} octets again, attempt ${value}`;
		case Event.queueFull:
			return `has no room for a frame of ${detail} octets`;
		case Event.duplicate:
			return `has frame ${value} of ${name(detail)} again`;
		case Event.fcsBad:
			return `drops a frame of ${detail} octets: its FCS is wrong`;
		case Event.trap:
			return `traps with panic code ${detail}`;
		case Event.report:
			return `reports ${reportOf(detail)}, ${value}${saying(octets)}`;
		case Event.delivered:
			return `has a message at QoS ${value}${saying(octets)}`;
		case Event.commanded:
			return `is sent a command at QoS ${detail}${saying(octets)}`;
		case Event.receiver:
			return `turns its receiver ${detail === 1 ? 'on' : 'off'}`;
		case Event.powerCut:
			return 'loses its power while it writes to its flash';
		case Event.power:
			return detail === 1 ? 'has power again' : 'loses its power';
		case Event.insecure:
			return `drops a frame of ${name(detail)}: ${INSECURE[value] ?? 'its protection does not hold'}`;
		default:
			return `has event ${event}, ${detail}, ${value}${saying(octets)}`;
	}
}

function reportOf(detail: number): string {
	const found = Object.entries(Report).find(([, number]) => number === detail);
	return found === undefined ? `number ${detail}` : `"${found[0]}"`;
}

function frameOf(octets: Uint8Array): string {
	const type = FRAME_TYPES[(octets[0] ?? 0) & 7] ?? 'reserved';
	return `${type} frame ${octets[2] ?? '?'} of ${octets.length} octets`;
}

function saying(octets: Uint8Array): string {
	if (octets.length === 0) return '';
	const text = Buffer.from(octets).toString('latin1').trimEnd();
	if (!/^[\x20-\x7e]*$/.test(text)) return `: ${hexOf(octets)}`;
	return `: "${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}...` : text}"`;
}

/** The first octets in hexadecimal. */
export function hexOf(octets: Uint8Array): string {
	const shown = Buffer.from(octets.subarray(0, SHOWN_MAX / 2)).toString('hex');
	return octets.length > SHOWN_MAX / 2 ? `${shown}...` : shown;
}

function nameOf(radio: number, radios?: RadioCounts): string {
	if (radios === undefined) return `radio ${radio}`;
	const {gateways, forwarders, nodes} = radios;
	if (radio < 0) return 'somebody';
	if (radio < gateways) return `gateway ${radio + 1}`;
	if (radio < gateways + forwarders) return `forwarder ${radio - gateways + 1}`;
	const node = radio - gateways - forwarders + 1;
	return node <= nodes ? `node ${node}` : `attacker ${node - nodes}`;
}
