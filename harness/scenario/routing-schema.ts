/*
 * How datagrams find their way over many hops: docs/6lowpan.md.
 */
import {z} from 'zod';
import {duration, HOUR, MINUTE, oneOf} from './terms.js';

const KINDS = ['none', 'rpl'] as const;

const kind = oneOf(KINDS, 'Only neighbours reach each other, or routers pass datagrams on by RPL.');

const detailedSchema = z
	.strictObject({
		kind,
		repairEvery: duration(
			MINUTE,
			168 * HOUR,
			'How often border routers begin all routes anew; never, unless given.',
		).optional(),
	})
	.transform(({kind: name, repairEvery}) => ({
		kind: name,
		...(repairEvery !== undefined && {repairEveryMs: repairEvery}),
	}));

export const routingSchema = z
	.union([kind.transform(name => detailedSchema.parse({kind: name})), detailedSchema], {
		error: `${KINDS.join(', ')} or a mapping with kind, repairEvery`,
	})
	.describe('Who passes datagrams on: every node that does not sleep, if anybody.');

export type Routing = z.output<typeof routingSchema>;
