/*
 * What may come: a message of one type, of which only the fields that matter are given.
 *
 *   {type: 'PUBACK', msgId: 7}     any PUBACK with that MsgId
 */
import type {Message} from '../wire/wire.js';

export type Pattern = {
	[Type in Message['type']]: {readonly type: Type} & Partial<Extract<Message, {type: Type}>>;
}[Message['type']];

/** The message that a pattern asks for. */
export type Matched<Asked extends Pattern> = Extract<Message, {type: Asked['type']}>;

/** Whether every field of `pattern` is in `message`, octet for octet. */
export function matches<Asked extends Pattern>(
	pattern: Asked,
	message: {readonly type: string},
): message is Matched<Asked> {
	const fields = message as unknown as Record<string, unknown>;
	return Object.entries(pattern).every(([name, value]) => plain(value) === plain(fields[name]));
}

/** `PUBACK msgId=7`. */
export function textOf(message: {readonly type: string}): string {
	const {type, ...fields} = message;
	const words = Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`);
	return [type, ...words].join(' ');
}

/** Octets in hexadecimal, so that a Buffer equals any other view of the same octets. */
function plain(value: unknown): string {
	if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
	if (typeof value === 'object' && value !== null) {
		const fields = Object.entries(value).map(([name, field]) => `${name}:${plain(field)}`);
		return `{${fields.sort().join(' ')}}`;
	}
	return String(value);
}
