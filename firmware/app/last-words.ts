/*
 * The will of every app: `lost`, published to `node/<eui>/state` when the gateway misses the node.
 * Octets, not strings: as in topic-words.ts.
 */

import {WillState} from '../client/will';
import {WillKind} from '../config';
import {clientId, will} from '../layout';
import {CLIENT_ID_SIZE} from '../limits';
import {willKind, willQos, willRetain} from '../settings';
import {append, appendWord} from '../text';

/** `node/`. */
const NODE: usize = memory.data<u8>([0x6e, 0x6f, 0x64, 0x65, 0x2f, 0x00]);

/** `/state`. */
const STATE: usize = memory.data<u8>([0x2f, 0x73, 0x74, 0x61, 0x74, 0x65, 0x00]);

/** `lost`. */
const LOST: usize = memory.data<u8>([0x6c, 0x6f, 0x73, 0x74, 0x00]);

/** To be called at boot, when the node has its name. */
export function beginWill(): void {
	will.qos = willQos();
	will.retain = willRetain();
	if (willKind() === WillKind.Left) leaveWill();
	if (willKind() === WillKind.TakenBack) will.state = WillState.TakenBack;
}

function leaveWill(): void {
	will.state = WillState.Left;
	const id = append(appendWord(will.topic, NODE), clientId, CLIENT_ID_SIZE);
	will.topicSize = u8(appendWord(id, STATE) - will.topic);
	will.messageSize = u8(appendWord(will.message, LOST) - will.message);
}
