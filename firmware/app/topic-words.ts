/*
 * The topics of the apps, each in three forms; the config chooses one for all.
 *
 *   0..1                  2..3         4..
 *   predefined TopicId    short name   words before the EUI-64, 0, words after it, 0
 *
 * Octets, not strings: a string of AssemblyScript takes two octets a character and a header.
 */
import {Topic} from '../client/topic';
import {clientId} from '../layout';
import {CLIENT_ID_SIZE} from '../limits';
import {shortNames, topicIdType} from '../settings';
import {append, appendWord, wordSize} from '../text';
import {TopicIdType} from '../wire/flags';
import {readU16} from '../wire/octets';

const SHORT_NAME: usize = 2;
const WORDS: usize = 4;

/** 1, `sm`, `sensor/<eui>/sample`. */
export const SAMPLE: usize = memory.data<u8>([
	0x00, 0x01, 0x73, 0x6d, 0x73, 0x65, 0x6e, 0x73, 0x6f, 0x72, 0x2f, 0x00, 0x2f, 0x73, 0x61, 0x6d,
	0x70, 0x6c, 0x65, 0x00,
]);

/** 2, `cm`, `actuator/<eui>/command`. */
export const COMMAND: usize = memory.data<u8>([
	0x00, 0x02, 0x63, 0x6d, 0x61, 0x63, 0x74, 0x75, 0x61, 0x74, 0x6f, 0x72, 0x2f, 0x00, 0x2f, 0x63,
	0x6f, 0x6d, 0x6d, 0x61, 0x6e, 0x64, 0x00,
]);

/** 3, `an`, `actuator/<eui>/answer`. */
export const ANSWER: usize = memory.data<u8>([
	0x00, 0x03, 0x61, 0x6e, 0x61, 0x63, 0x74, 0x75, 0x61, 0x74, 0x6f, 0x72, 0x2f, 0x00, 0x2f, 0x61,
	0x6e, 0x73, 0x77, 0x65, 0x72, 0x00,
]);

/** Makes `topic` the one that `words` describe; a name is written to `nameAt`. */
export function nameTopic(topic: Topic, words: usize, nameAt: usize): void {
	switch (topicIdType()) {
		case TopicIdType.Predefined:
			topic.predefined(readU16(words));
			break;
		case TopicIdType.Short:
			topic.short(words + SHORT_NAME);
			break;
		default:
			nameNormal(topic, words, nameAt);
	}
}

function nameNormal(topic: Topic, words: usize, nameAt: usize): void {
	if (shortNames()) topic.normal(words + SHORT_NAME, 2);
	else topic.normal(nameAt, spell(words + WORDS, nameAt));
}

function spell(words: usize, nameAt: usize): u32 {
	const after = words + wordSize(words) + 1;
	let end = appendWord(nameAt, words);
	end = append(end, clientId, CLIENT_ID_SIZE);
	return u32(appendWord(end, after) - nameAt);
}
