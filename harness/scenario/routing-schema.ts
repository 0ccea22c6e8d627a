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
		discovery: oneOf(
			['neighbors', 'none'],
			'Whether nodes of RPL learn prefix and context from routers and register their addresses ' +
				'(RFC 6775), or know it all beforehand. With RPL it is neighbors, else none.',
		).optional(),
	})
	.transform(({repairEvery, discovery, ...rest}) => ({
		...rest,
		discovery: discovery ?? (rest.kind === 'rpl' ? ('neighbors' as const) : ('none' as const)),
		...(repairEvery !== undefined && {repairEveryMs: repairEvery}),
	}));

export const routingSchema = z
	.union([kind.transform(name => detailedSchema.parse({kind: name})), detailedSchema], {
		error: `${KINDS.join(', ')} or a mapping with kind, repairEvery, fragments, discovery`,
	})
	.describe('Who passes datagrams on: every node that does not sleep, if anybody.');
