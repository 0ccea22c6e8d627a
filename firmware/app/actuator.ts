/*
 * An actuator: it subscribes to its commands and answers each by publishing the same octets.
 * Some commands are about the node itself, and done after they are answered:
 *
 *   unsubscribe         the node gives its subscription up; it subscribes again only after a boot
 *   disconnect          the node leaves its gateway and comes back after TWAIT
 *   sleep <seconds>     from now on it sleeps so long when it has nothing to say; 0 is not at all
 *   willtopic [<name>]  its will goes to another topic; without a name it takes the will back
 *   willmsg [<octets>]  its will says something else
 */

import {publish} from '../exchange/publishing';
import {
	publishedName,
	registration,
	session,
	sleep,
	subscribedName,
	subscription,
	will,
} from '../layout';
import {SLEEP_MAX_S} from '../limits';
import {report} from '../link/outside';
import {Report} from '../report';
import {readDecimal, wordSize} from '../text';
import {ANSWER, COMMAND, nameTopic} from './topic-words';

const SPACE: u8 = 0x20;

/** `unsubscribe`. */
const UNSUBSCRIBE: usize = memory.data<u8>([
	0x75, 0x6e, 0x73, 0x75, 0x62, 0x73, 0x63, 0x72, 0x69, 0x62, 0x65, 0x00,
]);

/** `disconnect`. */
const DISCONNECT: usize = memory.data<u8>([
	0x64, 0x69, 0x73, 0x63, 0x6f, 0x6e, 0x6e, 0x65, 0x63, 0x74, 0x00,
]);

/** `sleep`. */
const SLEEP: usize = memory.data<u8>([0x73, 0x6c, 0x65, 0x65, 0x70, 0x00]);

/** `willtopic`. */
const WILLTOPIC: usize = memory.data<u8>([
	0x77, 0x69, 0x6c, 0x6c, 0x74, 0x6f, 0x70, 0x69, 0x63, 0x00,
]);

/** `willmsg`. */
const WILLMSG: usize = memory.data<u8>([0x77, 0x69, 0x6c, 0x6c, 0x6d, 0x73, 0x67, 0x00]);

export function beginActuator(): void {
	nameTopic(registration, ANSWER, publishedName);
	nameTopic(subscription, COMMAND, subscribedName);
	subscription.want();
}

/** A command of `size` octets at `command` has arrived at `qos`. */
export function commanded(qos: u8, command: usize, size: u32): void {
	report(Report.Commanded, qos, command, size);
	publish(command, size);
	const end = command + usize(size);
	if (says(command, size, UNSUBSCRIBE)) subscription.leave();
	if (says(command, size, DISCONNECT)) session.leaveWanted = true;
	if (tells(command, size, SLEEP)) changeSleep(argumentOf(command, SLEEP, end), end);
	if (tells(command, size, WILLTOPIC)) changeWillTopic(argumentOf(command, WILLTOPIC, end), end);
	if (tells(command, size, WILLMSG)) changeWillMsg(argumentOf(command, WILLMSG, end), end);
}

function changeSleep(at: usize, end: usize): void {
	const seconds = readDecimal(at, u32(end - at), SLEEP_MAX_S);
	if (seconds >= 0) sleep.wantedS = u32(seconds);
}

function changeWillTopic(at: usize, end: usize): void {
	will.changeTopic(at, u32(end - at));
}

function changeWillMsg(at: usize, end: usize): void {
	will.changeMessage(at, u32(end - at));
}

function says(command: usize, size: u32, word: usize): bool {
	return u32(wordSize(word)) === size && memory.compare(command, word, usize(size)) === 0;
}

/** True where the command is `word`, alone or with a space after it. */
function tells(command: usize, size: u32, word: usize): bool {
	const wordEnd = wordSize(word);
	if (usize(size) < wordEnd || memory.compare(command, word, wordEnd) !== 0) return false;
	return usize(size) === wordEnd || load<u8>(command + wordEnd) === SPACE;
}

/** What stands behind the space; nothing where there is none. */
function argumentOf(command: usize, word: usize, end: usize): usize {
	return min(command + wordSize(word) + 1, end);
}
