/*
 * What gateway and key server say to each other over TLS, and how it is checked: neither trusts
 * the other's octets.
 *
 *   gateway      greet, then hello, conf, activated
 *   key server   unwelcome and the end; or attached, then granted, refused, confirmed, drop,
 *                rekey, groupKey
 */
import {z} from 'zod';
import {ACCEPT_SIZE, HELLO_SIZE} from '../security/frames.js';
import {eui64} from './eui.js';
import {u32} from './row.js';

const octets = (size: number) =>
	z.custom<Uint8Array>(value => value instanceof Uint8Array && value.length === size);
const octet = z.int().min(0).max(0xff);
const u16 = z.int().min(0).max(0xffff);
const token = z.int().min(0);
const eui = octets(8);
const key = octets(16);
const iv = octets(5);
const suite = z.literal([0x01, 0x04]);
const session = z.strictObject({eui, generation: u32});

export const fromGateway = z.discriminatedUnion('say', [
	/** Who it takes itself for: the certificate has to say the same, and the fleet for `gwId`. */
	z.strictObject({
		say: z.literal('greet'),
		version: z.literal(1),
		gwid: eui64,
		gwId: octet.optional(),
	}),
	z.strictObject({
		say: z.literal('hello'),
		question: z.strictObject({token, gwId: octet, hello: octets(HELLO_SIZE), sid: u16, suite}),
	}),
	z.strictObject({say: z.literal('conf'), proof: session.extend({tag: octets(8)})}),
	z.strictObject({say: z.literal('activated'), activation: session}),
]);
export type FromGateway = z.infer<typeof fromGateway>;

const grant = session.extend({
	suite,
	sid: u16,
	counter: u32,
	rekeyAfter: z.int().min(1),
	rekeyHours: octet,
	...{skUp: key, skDown: key, ivUp: iv, ivDown: iv},
});

export const fromKeyServer = z.discriminatedUnion('say', [
	z.strictObject({say: z.literal('unwelcome'), why: z.string().max(200)}),
	z.strictObject({say: z.literal('attached')}),
	z.strictObject({
		say: z.literal('granted'),
		token,
		granted: z.strictObject({accept: octets(ACCEPT_SIZE), grant}),
	}),
	z.strictObject({say: z.literal('refused'), token}),
	z.strictObject({say: z.literal('confirmed'), eui, generation: u32}),
	z.strictObject({say: z.literal('drop'), eui, generation: u32}),
	z.strictObject({say: z.literal('rekey'), eui, reason: z.literal([1, 2, 3]), deadlineS: u16}),
	z.strictObject({
		say: z.literal('groupKey'),
		group: z.strictObject({epoch: u16, key, switchS: z.int().min(0)}),
	}),
]);
export type FromKeyServer = z.infer<typeof fromKeyServer>;
