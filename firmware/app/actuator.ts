/*
 * An actuator: it subscribes to its commands and answers each by publishing the same octets.
 * Two commands are about the node itself, and done after they are answered:
 *
 *   unsubscribe   the node gives its subscription up; it subscribes again only after a boot
 *   disconnect    the node leaves its gateway and comes back after TWAIT
 */
import {report} from '../host';
import {publishedName, registration, session, subscribedName, subscription} from '../layout';
import {publish} from '../publishing';
import {Report} from '../report';
import {wordSize} from '../text';
import {ANSWER, COMMAND, nameTopic} from './topic-words';

/** `unsubscribe`. */
const UNSUBSCRIBE: usize = memory.data<u8>([
	0x75, 0x6e, 0x73, 0x75, 0x62, 0x73, 0x63, 0x72, 0x69, 0x62, 0x65, 0x00,
]);

/** `disconnect`. */
const DISCONNECT: usize = memory.data<u8>([
	0x64, 0x69, 0x73, 0x63, 0x6f, 0x6e, 0x6e, 0x65, 0x63, 0x74, 0x00,
]);

export function beginActuator(): void {
	nameTopic(registration, ANSWER, publishedName);
	nameTopic(subscription, COMMAND, subscribedName);
	subscription.want();
}

/** A command of `size` octets at `command` has arrived at `qos`. */
export function commanded(qos: u8, command: usize, size: u32): void {
	report(Report.Commanded, qos, command, size);
	publish(command, size);
	if (says(command, size, UNSUBSCRIBE)) subscription.leave();
	if (says(command, size, DISCONNECT)) session.leaveWanted = true;
}

function says(command: usize, size: u32, word: usize): bool {
	return u32(wordSize(word)) === size && memory.compare(command, word, usize(size)) === 0;
}
