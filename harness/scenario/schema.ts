/*
 * What a scenario says. The file's words are kept, durations become numbers with their unit at
 * the end of the name, and defaults are filled in: nobody behind this file sees a hole.
 *
 * Every message can follow the word "expected"; load.ts puts place and value before it. Knows no
 * file and no board.
 */
import {z} from 'zod';
import {isTopicName} from '../broker/topic.js';
import {airSchema} from './air-schema.js';
import {attackerSchema} from './attack-schema.js';
import {energySchema} from './energy-schema.js';
import {parseExpectation} from './expectations.js';
import {faultSchema} from './fault-schema.js';
import {networkSchema} from './network-schema.js';
import {routingSchema} from './routing-schema.js';
import {targetSchema} from './target.js';
import {
	duration,
	GATEWAYS_MAX,
	HOUR,
	MINUTE,
	NODES_MAX,
	number,
	oneOf,
	point,
	qos,
	SECOND,
	SECONDS_MAX,
	whole,
} from './terms.js';
import {trafficSchema} from './traffic-schema.js';

const topicName = z
	.string({error: 'a topic name without wildcards'})
	.refine(isTopicName, {error: 'a topic name without wildcards'});

const name = z
	.string({error: 'a name of small letters, digits and dashes'})
	.regex(/^[a-z][a-z0-9-]{0,31}$/, {error: 'a name of small letters, digits and dashes'});

const radiusM = number(0, 10_000, 'Metres.');

const placementSchema = z
	.union(
		[
			z.literal('grid').transform(() => ({kind: 'grid' as const})),
			z.literal('uniform').transform(() => ({kind: 'uniform' as const})),
			z
				.strictObject({grid: z.strictObject({columns: whole(1, NODES_MAX)})})
				.transform(({grid}) => ({kind: 'grid' as const, columns: grid.columns})),
			z
				.strictObject({ring: radiusM})
				.transform(({ring}) => ({kind: 'ring' as const, radiusM: ring})),
			z
				.strictObject({cells: z.strictObject({count: whole(1, NODES_MAX), radius: radiusM})})
				.transform(({cells: {count, radius}}) => ({
					kind: 'cells' as const,
					cells: count,
					radiusM: radius,
				})),
			z
				.strictObject({points: z.array(point)})
				.transform(({points}) => ({kind: 'points' as const, points})),
		],
		{
			error:
				'grid, {grid: {columns: 8}}, uniform, {ring: metres}, ' +
				'{cells: {count: 4, radius: metres}} or {points: [[x, y], ...]}',
		},
	)
	.describe('Where they stand in the area: metres from its lower left corner.');

/** What gateways, forwarders and nodes have in common. */
const radio = {
	board: z
		.string({error: 'the name of a board'})
		.prefault('nrf52840dk')
		.describe('The folder of a board: its radio, and what it draws.'),
	placement: placementSchema.prefault('grid'),
	txPowerDbm: number(
		-40,
		20,
		'One of the levels of the board; its first, unless given.',
	).optional(),
};

const gatewaySchema = z
	.strictObject({
		count: whole(1, GATEWAYS_MAX).prefault(1),
		...radio,
		advertise: duration(SECOND, SECONDS_MAX, 'TADV: time between two ADVERTISE.').prefault('15m'),
		clients: whole(
			1,
			NODES_MAX,
			'Clients that each serves; further ones are sent elsewhere.',
		).prefault(NODES_MAX),
		store: name
			.describe('Sessions are kept there, for all gateways that name it; nowhere, unless given.')
			.optional(),
		gwinfoDelay: duration(
			0,
			10 * SECOND,
			'How late GWINFO is at full load, less below it.',
		).prefault('0s'),
	})
	.transform(({advertise, gwinfoDelay, ...rest}) => ({
		...rest,
		advertiseMs: advertise,
		gwinfoDelayMs: gwinfoDelay,
	}));

const forwarderSchema = z.strictObject({
	count: whole(1, GATEWAYS_MAX).prefault(1),
	...radio,
	gateway: whole(
		1,
		GATEWAYS_MAX,
		'The gateway that each passes on to and has to hear, counted from one.',
	).prefault(1),
});

const publishSchema = z
	.strictObject({
		every: duration(10, 24 * HOUR, 'Time between two samples.'),
		jitter: duration(0, 24 * HOUR, 'Each period is longer or shorter by up to this.').prefault(
			'0s',
		),
		qos: qos.prefault(1),
		topic: oneOf(
			['normal', 'predefined', 'short'],
			'The kind of topic id: MQTT-SN 1.2, 3.',
		).prefault('normal'),
		payload: whole(8, 64, 'Octets of each payload.').prefault(16),
	})
	.refine(({every, jitter}) => jitter <= every, {
		path: ['jitter'],
		error: 'no more than the period `every`',
	})
	.transform(({every, jitter, ...rest}) => ({everyMs: every, jitterMs: jitter, ...rest}));

const retrySchema = z
	.strictObject({
		after: duration(100, 10 * MINUTE, 'Tretry: how long an answer may take.').prefault('10s'),
		count: whole(1, 10, 'Nretry: attempts after the first.').prefault(3),
	})
	.transform(({after, count}) => ({afterMs: after, count}));

const startSchema = z
	.strictObject({
		within: duration(0, 24 * HOUR, 'Each node starts at its own moment before this.').prefault(
			'30s',
		),
	})
	.transform(({within}) => ({withinMs: within}));

/** What all nodes have, whatever runs on them. */
const node = {
	name: name.describe('The name of the group in reports.'),
	count: whole(1, NODES_MAX),
	...radio,
	keepAlive: duration(SECOND, SECONDS_MAX, 'Keep-alive of the session, in whole seconds.')
		.refine(ms => ms % SECOND === 0, {error: 'whole seconds'})
		.prefault('60s'),
	retry: retrySchema.prefault({}),
	start: startSchema.prefault({}),
	session: oneOf(
		['default', 'clean', 'kept'],
		'When CONNECT asks for a clean session: the first one at QoS 2 and else each; always; never.',
	).prefault('default'),
	driftPpm: number(0, 500, 'Clocks run fast or slow by up to this, in ppm.').prefault(20),
	target: targetSchema.prefault('sim'),
	sleep: duration(SECOND, SECONDS_MAX, 'Nodes sleep, receiver off, for so long at a time.')
		.refine(ms => ms % SECOND === 0, {error: 'whole seconds'})
		.optional(),
};

function inSeconds<Group extends {keepAlive: number; sleep?: number | undefined}>({
	keepAlive,
	sleep,
	...rest
}: Group) {
	return {...rest, keepAliveS: keepAlive / SECOND, sleepS: (sleep ?? 0) / SECOND};
}

const sensorSchema = z.strictObject({
	app: z.literal('sensor').describe('Samples and publishes.'),
	...node,
	publish: publishSchema,
});

const actuatorSchema = z.strictObject({
	app: z.literal('actuator').describe('Subscribes to commands and answers each.'),
	...node,
	subscribe: z.strictObject({qos: qos.prefault(1)}).prefault({}),
});

const idleSchema = z.strictObject({
	app: z.literal('none').describe('Never sends.'),
	...node,
});

const nodesSchema = z.discriminatedUnion(
	'app',
	[
		sensorSchema.transform(inSeconds),
		actuatorSchema.transform(inSeconds),
		idleSchema.transform(inSeconds),
	],
	{
		error: issue => (issue.code === 'invalid_union' ? 'one of sensor, actuator, none' : undefined),
	},
);

const topicId = z
	.string()
	.regex(/^[1-9]\d{0,4}$/)
	.refine(id => Number(id) < 0xffff);

const predefinedSchema = z
	.record(topicId, topicName, {error: 'topic names by topic id, 1 to 65534'})
	.describe('Topic names by the predefined TopicId that nodes know them by.')
	.transform(names =>
		Object.entries(names).map(([id, topic]) => ({topicId: Number(id), topicName: topic})),
	);

const expectationSchema = z
	.string({error: 'text, such as delivery >= 0.99'})
	.describe('A figure, a relation and a bound, such as `latency.p95 <= 2s`.')
	.transform((text, context) => {
		const expectation = parseExpectation(text);
		if (typeof expectation !== 'string') return expectation;
		context.addIssue(expectation);
		return z.NEVER;
	});

const HOURS_MAX = 0xff;
const LOG2_MAX = 31;

const orderSchema = z
	.strictObject({
		ask: oneOf(['rekey', 'revoke'], 'All nodes make new keys, or one is expelled.'),
		at: duration(0, 168 * HOUR, 'When the key server is asked.'),
		node: whole(1, NODES_MAX, 'Which node, counted from one; all, unless given.').optional(),
	})
	.refine(({ask, node: named}) => ask === 'rekey' || named !== undefined, {
		path: ['node'],
		error: 'the number of the node to expel',
	})
	.transform(({at, ...rest}) => ({...rest, atMs: at}));

const policySchema = oneOf(
	['required', 'optional', 'off'],
	'Whom gateways hear: those with keys, everybody, or everybody and there are no keys.',
);

const keysSchema = z.strictObject({
	policy: policySchema.prefault('required'),
	records: oneOf(['compact', 'full'], 'What a message travels in: 14 octets more, or 30.').prefault(
		'compact',
	),
	rekeyHours: whole(0, HOURS_MAX, 'New keys after so many hours; 0 is never.').prefault(24),
	rekeyLog2: whole(0, LOG2_MAX, 'New keys after 2 to this power records.').prefault(20),
	orders: z.array(orderSchema, {error: 'a list'}).prefault([]),
});

const securitySchema = z
	.union([policySchema.transform(policy => keysSchema.parse({policy})), keysSchema], {
		error:
			'required, optional, off or a mapping with policy, records, rekeyHours, rekeyLog2, orders',
	})
	.describe('Keys of the fleet: docs/security-protocol.md.');

const brokerSchema = z
	.strictObject({
		latency: duration(0, 10 * SECOND, 'How long the broker in the run takes.').prefault('2ms'),
	})
	.transform(({latency}) => ({latencyMs: latency}));

const storesSchema = z
	.strictObject({
		latency: duration(0, 10 * SECOND, 'How long it takes until something is kept.').prefault('5ms'),
	})
	.transform(({latency}) => ({latencyMs: latency}));

const boardsSchema = z
	.strictObject({
		lag: duration(1, 10 * SECOND, 'With more at the 99th percentile there is no verdict.').prefault(
			'250ms',
		),
	})
	.transform(({lag}) => ({lagMs: lag}))
	.describe('Boards hold time to the wall clock; this is how far it may be behind.');

export const scenarioSchema = z
	.strictObject({
		name,
		description: z.string({error: 'text'}).prefault(''),
		duration: duration(SECOND, 168 * HOUR, 'How long the fleet runs, in its own time.'),
		seed: whole(0, 0xffff_ffff, 'All luck of the run.').prefault(1),
		network: networkSchema,
		routing: routingSchema.prefault('none'),
		area: z.strictObject({
			widthM: number(1, 10_000, 'Metres.'),
			heightM: number(1, 10_000, 'Metres.'),
		}),
		air: airSchema.prefault({}),
		energy: energySchema.optional(),
		gateways: z.array(gatewaySchema, {error: 'a list'}).prefault([]),
		forwarders: z
			.array(forwarderSchema, {error: 'a list'})
			.prefault([])
			.describe('They pass on what clients say who are too far from a gateway: MQTT-SN 1.2, 5.5.'),
		nodes: z.array(nodesSchema, {error: 'a list'}).min(1, {error: 'at least one group'}),
		traffic: trafficSchema.prefault({}),
		faults: z.array(faultSchema, {error: 'a list'}).prefault([]),
		attackers: z
			.array(attackerSchema, {error: 'a list'})
			.prefault([])
			.describe('Those who mean ill: docs/attacks.md.'),
		predefined: predefinedSchema.prefault({}),
		broker: brokerSchema.prefault({}),
		security: securitySchema.prefault('required'),
		stores: storesSchema.prefault({}),
		boards: boardsSchema.prefault({}),
		capture: oneOf(['none', 'gateways', 'all'], 'Whose frames go into the pcap file.').prefault(
			'all',
		),
		expectations: z.array(expectationSchema, {error: 'a list'}).prefault([]),
	})
	.transform(({duration: durationMs, ...rest}) => ({...rest, durationMs}));

export {GATEWAYS_MAX, NODES_MAX};

export type Scenario = z.output<typeof scenarioSchema>;
export type GatewayGroup = Scenario['gateways'][number];
export type ForwarderGroup = Scenario['forwarders'][number];
export type Security = Scenario['security'];
export type NodeGroup = Scenario['nodes'][number];

/** The JSON Schema of a scenario file, for editors. */
export function scenarioJsonSchema(): Record<string, unknown> {
	return z.toJSONSchema(scenarioSchema, {io: 'input'});
}
