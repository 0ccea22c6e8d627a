/*
 * What a scenario says of those who mean ill, and of what goes wrong with keys: attackers have a
 * place and a time, faults a time alone.
 */
import {z} from 'zod';
import {TRICKS} from '../attackers/malicious-gateway.js';
import {duration, GATEWAYS_MAX, HOUR, NODES_MAX, number, oneOf, point, whole} from './terms.js';
import {DAYS, once} from './when-schema.js';

const STEPS_MAX = 100_000;

const share = number(0, 1, 'How many of all, from 0 to 1.');
const node = whole(1, NODES_MAX, 'Which node, counted from one.');

const frameLoss = z.strictObject({
	kind: z.literal('frame-loss').describe('Frames are lost, whatever their power, ACKs as well.'),
	share,
	...once,
});

const bitNoise = z.strictObject({
	kind: z.literal('bit-noise').describe('Bits are turned over, behind all checksums.'),
	share,
	...once,
});

const powerCut = z.strictObject({
	kind: z.literal('power-cut').describe('A node is without power for a second.'),
	node,
	step: whole(
		1,
		STEPS_MAX,
		'At this program or erase of its flash from then on; at once, unless given.',
	).optional(),
	torn: z
		.boolean({error: 'true or false'})
		.prefault(false)
		.describe('Whether the step is half done, rather than not begun.'),
	...once,
});

const keyServerCrash = z.strictObject({
	kind: z.literal('key-server-crash').describe('The key server is gone until it heals.'),
	...once,
});

const keyServerRestore = z.strictObject({
	kind: z.literal('key-server-restore').describe('A new key server begins with a backup.'),
	backup: duration(0, DAYS, 'When the backup was made.'),
	at: once.at,
});

/** Faults that only a fleet with keys, or one that is attacked, has. */
export const ATTACK_FAULTS = [
	frameLoss,
	bitNoise,
	powerCut,
	keyServerCrash,
	keyServerRestore,
] as const;

export type AttackKind = z.output<(typeof ATTACK_FAULTS)[number]>['kind'];

const radio = {
	position: point.describe('Where it stands: metres from the lower left corner.'),
	powerDbm: number(-40, 30, 'What it sends with, in dBm.').prefault(0),
	...once,
};

/** For those who speak: whether they are members of the network below MQTT-SN. */
const insider = z
	.boolean({error: 'true or false'})
	.describe('Whether it has the key of the network: that of ZigBee, and air.linkKey.');

const rogueGateway = z.strictObject({
	kind: z.literal('rogue-gateway').describe('It answers as a gateway does, and has no key.'),
	gwId: whole(1, GATEWAYS_MAX, 'The GwId that it gives itself.').prefault(GATEWAYS_MAX),
	insider: insider.prefault(false),
	...radio,
});

const maliciousGateway = z.strictObject({
	kind: z.literal('malicious-gateway').describe('It is registered, and has changed sides.'),
	tricks: z
		.array(oneOf(TRICKS, 'What it does.'), {error: `a list of ${TRICKS.join(', ')}`})
		.prefault(['fake-conf', 'answer-others']),
	insider: insider.prefault(true),
	...radio,
});

const replayer = z.strictObject({
	kind: z.literal('replayer').describe('It keeps frames, and sends them again.'),
	every: duration(10, HOUR, 'The mean time between two of its frames.').prefault('1s'),
	keeps: whole(2, 100_000, 'Frames that it keeps: half of them the last ones.').prefault(512),
	...radio,
});

const reflector = z.strictObject({
	kind: z.literal('reflector').describe('It throws frames back at whoever sent them.'),
	share: share.prefault(0.1),
	...radio,
});

const capturedNode = z.strictObject({
	kind: z.literal('captured-node').describe('It has taken a node away, with all its keys.'),
	node,
	victim: node.describe('The node whose ClientId and topics it tries.'),
	gateway: whole(1, GATEWAYS_MAX, 'The gateway that it talks to.').prefault(1),
	insider: insider.prefault(true),
	...radio,
});

const clone = z.strictObject({
	kind: z.literal('clone').describe('The flash of one node is copied onto another.'),
	node,
	onto: node.describe('The node that becomes the copy.'),
	...once,
});

const KINDS = [
	'rogue-gateway',
	'malicious-gateway',
	'replayer',
	'reflector',
	'captured-node',
	'clone',
];

export const attackerSchema = z
	.discriminatedUnion(
		'kind',
		[rogueGateway, maliciousGateway, replayer, reflector, capturedNode, clone],
		{error: issue => (issue.code === 'invalid_union' ? `one of ${KINDS.join(', ')}` : undefined)},
	)
	.transform(({at, for: lasts, ...rest}) => ({
		...rest,
		atMs: at,
		...(lasts !== undefined && {forMs: lasts}),
	}));

export type AttackerEntry = z.output<typeof attackerSchema>;
/** One that has a radio. */
export type RadioEntry = Extract<AttackerEntry, {position: unknown}>;

export function hasRadio(entry: AttackerEntry): entry is RadioEntry {
	return 'position' in entry;
}
