/*
 * How datagrams find their way over many hops: docs/6lowpan.md.
 */
import {z} from 'zod';
import {duration, HOUR, MINUTE, oneOf} from './terms.js';

const KINDS = ['none', 'rpl', 'mesh-under'] as const;

const kind = oneOf(
	KINDS,
	'Only neighbours reach each other, or routers pass on packets by RPL, or frames in its tree.',
);

const detailedSchema = z
	.strictObject({
		kind,
		repairEvery: duration(
			MINUTE,
			168 * HOUR,
			'How often border routers begin all routes anew; never, unless given.',
		).optional(),
		fragments: oneOf(
			['forwarded', 'reassembled'],
			'Whether routers of RPL send fragments on as they come, or put packets together.',
		).prefault('forwarded'),
	})
	.transform(({repairEvery, ...rest}) => ({
		...rest,
		...(repairEvery !== undefined && {repairEveryMs: repairEvery}),
	}));

export const routingSchema = z
	.union([kind.transform(name => detailedSchema.parse({kind: name})), detailedSchema], {
		error: `${KINDS.join(', ')} or a mapping with kind, repairEvery, fragments`,
	})
	.describe('Who passes datagrams on: every node that does not sleep, if anybody.');
