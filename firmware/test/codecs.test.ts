import test from 'ava';
import {decode} from '../../harness/wire/wire.js';
import {readVectors} from './vectors.js';
import {verdict} from './wire-module.js';

/*
 * Two codecs, written apart, held against each other. They may differ only where they say so:
 * the gateway reads what it must answer, and what a forwarder wraps never reaches a node.
 */

const VECTORS = readVectors();

test('both codecs give every golden sample the same verdict', t => {
	for (const {title, octets} of VECTORS) t.is(firmwareSays(octets), harnessSays(octets), title);
});

test('both codecs give every truncation the same verdict', t => {
	for (const {title, octets} of VECTORS) {
		for (let size = 0; size < octets.length; size++) {
			const cut = octets.subarray(0, size);
			t.is(firmwareSays(cut), harnessSays(cut), `${title}, ${size} octets`);
			if (size < 2 || size > 255) continue;
			const honest = Uint8Array.from(cut);
			honest[0] = size;
			t.is(firmwareSays(honest), harnessSays(honest), `${title}, ${size} octets and Length`);
		}
	}
});

test('both codecs give every one-bit flip the same verdict', t => {
	for (const {title, octets} of VECTORS) {
		for (let bit = 0; bit < 8 * Math.min(octets.length, 40); bit++) {
			const flipped = Uint8Array.from(octets);
			flipped[bit >> 3] ^= 1 << (bit & 7);
			t.is(firmwareSays(flipped), harnessSays(flipped), `${title}, bit ${bit}`);
		}
	}
});

/** The longest message that a node takes, as the long form of Length says it. */
const NODE_MESSAGE_MAX = 257;

function firmwareSays(octets: Uint8Array): string {
	const said = verdict(octets);
	if ('malformed' in said) return 'malformed';
	// A node sends names and ids of its own making: it does not look whether others are UTF-8.
	return isText(said.fields) ? spell(said.message, said.fields) : 'malformed';
}

/** The harness's verdict, brought to what a node can say. */
function harnessSays(octets: Uint8Array): string {
	const said = decode(octets) as unknown as {type: string} & Record<string, unknown>;
	if (said.type === 'MALFORMED') return 'malformed';
	if (said.type === 'FORWARDER' || octets.length > NODE_MESSAGE_MAX) return 'malformed';
	// A gateway reads a CONNECT that it must refuse.
	const {protocolId = 1, clientId = 'x'} = said as {protocolId?: number; clientId?: string};
	if (protocolId !== 1 || clientId.length < 1 || clientId.length > 23) return 'malformed';
	// What a will is for may be missing as a whole.
	const target = said['target'] as object | undefined;
	return spell(said.type, {...said, ...target, duration: said['durationS']});
}

/** A field that was not UTF-8 shows the character that stands for such octets. */
function isText(fields: Record<string, string>): boolean {
	return ![fields['topicName'], fields['clientId'], fields['willTopic']].some(text =>
		text?.includes('\ufffd'),
	);
}

function spell(message: string, fields: Record<string, unknown>): string {
	const numbers = ['dup', 'qos', 'retain', 'msgId', 'returnCode', 'duration', 'gwId'];
	const known = numbers.filter(name => fields[name] !== undefined);
	return [message, ...known.map(name => `${name}=${Number(fields[name])}`)].join(' ');
}
