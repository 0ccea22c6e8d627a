/*
 * Who was in a run and where: world.json beside the trace, without which a trace is numbers.
 *
 *   radios   in the trace's order: gateways, forwarders, nodes, boards, attackers
 *   areas    the memory map of the firmware that ran: docs/memory-map.md
 *
 * Types alone: the page in the browser shares them. stage-file.ts reads and checks the file.
 */
import type {Currents} from '../../sim/energy/meter.js';

export const RADIO_KINDS = [
	'gateway',
	'forwarder',
	'sensor',
	'actuator',
	'none',
	'attacker',
] as const;
export type RadioKind = (typeof RADIO_KINDS)[number];

/** One radio, or a board that speaks over a line and has none. */
export interface Member {
	readonly kind: RadioKind;
	readonly name: string;
	/** Metres from the lower left corner of the area; a board at a line has no place. */
	readonly xM?: number | undefined;
	readonly yM?: number | undefined;
	/** When it is switched on. */
	readonly bootUs: number;
	readonly clientId?: string | undefined;
	/** What it draws; nobody knows of boards and attackers. */
	readonly currents?: Currents | undefined;
}

/** Octets of a node's page under one name. */
export interface MemoryArea {
	readonly at: number;
	readonly size: number;
	/** Empty for constants. */
	readonly name: string;
	readonly what: string;
}

export interface Stage {
	readonly version: 1;
	readonly scenario: string;
	readonly description: string;
	readonly seed: number;
	/** What the run lasts, before its drain. */
	readonly durationMs: number;
	readonly area: {readonly widthM: number; readonly heightM: number};
	readonly radios: readonly Member[];
	readonly areas: readonly MemoryArea[];
}

/** Whether messages come from it. */
export function isNode({kind}: Member): boolean {
	return kind === 'sensor' || kind === 'actuator' || kind === 'none';
}
