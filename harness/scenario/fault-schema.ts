/*
 * Faults as data: what strikes whom, when, for how long, how often, how likely.
 *
 *   at          at + for             at + every        at + every + for
 *   strike ---- heal                 strike ---------- heal               ...
 *
 * With a probability each strike draws for itself, and for each node that it could hit.
 */
import {z} from 'zod';
import {oneOfThese} from '../yaml/nearest.js';
import {ATTACK_FAULTS} from './attack-schema.js';
import {duration, GATEWAYS_MAX, NODES_MAX, number, oneOf, point, SECOND, whole} from './terms.js';
import {again, DAYS} from './when-schema.js';

const nodes = z
	.union([z.string(), z.array(whole(1, NODES_MAX)).min(1)], {
		error: 'all, the name of a group, or a list of node numbers',
	})
	.describe('Whom it strikes: all, a group by its name, or nodes by their numbers from 1.');

const gateway = whole(1, GATEWAYS_MAX, 'Which gateway, counted from one.');

const position = point.describe('Where it stands: metres from the lower left corner.');

const gatewayFault = z.strictObject({
	kind: oneOf(
		['gateway-death', 'broker-loss'],
		'The gateway loses power and memory, or its connection to the broker.',
	),
	gateway,
	...again,
});

const rebootSchema = z.strictObject({
	kind: z.literal('reboot').describe('Nodes lose power and memory, and start again.'),
	nodes,
	...again,
	for: duration(SECOND, DAYS, 'How long they are without power.').prefault('1s'),
});

const drainSchema = z.strictObject({
	kind: z.literal('drain').describe('Batteries are empty, until somebody brings new ones.'),
	nodes,
	...again,
});

const jamSchema = z.strictObject({
	kind: z.literal('jam').describe('Somebody sends on one channel without a pause.'),
	position,
	powerDbm: number(-40, 30, 'Its power within the channel, in dBm.').prefault(0),
	channel: whole(11, 26, 'Its channel; that of the air, unless given.').optional(),
	...again,
});

const wifiSchema = z.strictObject({
	kind: z.literal('wifi').describe('Bursts of a wireless LAN.'),
	position,
	powerDbm: number(-40, 30, 'Its power over 20 MHz, in dBm.').prefault(20),
	wifiChannel: whole(1, 13, 'A channel of IEEE 802.11 at 2.4 GHz.'),
	duty: number(0.001, 0.95, 'The share of the time that it is on the air.'),
	burstMs: number(0.1, 100, 'Mean length of a burst, in milliseconds.').prefault(2),
	...again,
});

const partitionSchema = z.strictObject({
	kind: z.literal('partition').describe('Nothing passes between these and all others.'),
	nodes: nodes.optional(),
	gateways: z.array(gateway, {error: 'a list of gateways'}).prefault([]),
	...again,
});

const slowClockSchema = z.strictObject({
	kind: z.literal('slow-clock').describe('Clocks go as they should not.'),
	nodes,
	ppm: number(-500_000, 500_000, 'What they err by from then on; negative is slow.'),
	...again,
});

const decaySchema = z
	.strictObject({
		kind: z.literal('link-decay').describe('Links get worse bit by bit: leaves, water, rust.'),
		nodes,
		gateway: gateway
			.describe('Only the links to this gateway; all links, unless given.')
			.optional(),
		lossDb: number(0.1, 100, 'What they lose in the end, in dB.'),
		over: duration(SECOND, DAYS, 'How long it takes until then.'),
		...again,
	})
	.transform(lasting);

const moveSchema = z
	.strictObject({
		kind: z.literal('move').describe('Nodes are carried elsewhere; healed, they are back.'),
		nodes,
		to: position,
		over: duration(SECOND, DAYS, 'How long the way takes.'),
		...again,
	})
	.transform(lasting);

function lasting<Fault extends {over: number}>({over, ...rest}: Fault) {
	return {...rest, overMs: over};
}

const KINDS = [
	'gateway-death',
	'broker-loss',
	'reboot',
	'drain',
	'jam',
	'wifi',
	'partition',
	'slow-clock',
	'link-decay',
	'move',
	...ATTACK_FAULTS.map(({shape}) => shape.kind.value),
];

/** What some kinds of faults have, and others have not. */
export interface Again {
	readonly for?: number | undefined;
	readonly every?: number | undefined;
	readonly probability?: number | undefined;
}

export const faultSchema = z
	.discriminatedUnion(
		'kind',
		[
			gatewayFault,
			rebootSchema,
			drainSchema,
			jamSchema,
			wifiSchema,
			partitionSchema,
			slowClockSchema,
			decaySchema,
			moveSchema,
			...ATTACK_FAULTS,
		],
		{
			error: issue =>
				issue.code === 'invalid_union' ? oneOfThese(KINDS, kindOf(issue.input)) : undefined,
		},
	)
	.transform(fault => fault as typeof fault & Again)
	.refine(({every, for: lasts}) => every === undefined || (lasts !== undefined && lasts <= every), {
		path: ['every'],
		error: 'a time in which the fault has healed: it needs a `for` that is no longer',
	})
	.transform(({at, for: lasts, every, ...rest}) => ({
		...rest,
		atMs: at,
		...(lasts !== undefined && {forMs: lasts}),
		...(every !== undefined && {everyMs: every}),
	}));

function kindOf(fault: unknown): unknown {
	return typeof fault === 'object' && fault !== null && 'kind' in fault ? fault.kind : undefined;
}

export type ScenarioFault = z.output<typeof faultSchema>;
