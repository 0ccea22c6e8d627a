/*
 * Names of eight octets, as text: an EUI-64 of a device, the identity of a gateway. Sixteen
 * lower-case hex digits, the first octet first.
 */
import {z} from 'zod';

export const eui64 = z.string().regex(/^[0-9a-f]{16}$/);

/** The text of eight octets. */
export function euiText(octets: Uint8Array): string {
	return Buffer.from(octets).toString('hex');
}

/** The eight octets of a text. A RangeError for any other text. */
export function euiOctets(text: string): Buffer {
	if (!eui64.safeParse(text).success) throw new RangeError(`${text} is not eight octets`);
	return Buffer.from(text, 'hex');
}
