/*
 * What happens on a serial line, as lines of the log. Datagrams are not among them, and of events
 * only those of keys, without the keys.
 */
import {Event} from '../serial/codes.js';
import type {News} from '../serial/news.js';
import type {SerialTransport} from '../transport/serial.js';
import type {Log} from './log.js';

/** What a board tells of its keys; the first octet is the form of records. */
const SECURED: Readonly<Record<number, string>> = {
	[Event.SECURED]: 'board secured',
	[Event.REKEYED]: 'board rekeyed',
};
const COMPACT = 4;

/** Who is at the line, for the event that says that somebody listens there. */
export function boardAt({address, device}: SerialTransport) {
	const {boardId: board = '', buildId: build = ''} = device ?? {};
	return {serial: address, board, build};
}

/** Logs `news`; `where` goes before it, such as the name of the port. */
export function logNews(news: News, log: Log, where: Readonly<Record<string, string>> = {}): void {
	const say = (event: string, fields: Record<string, string | number | boolean>) =>
		log.event(event, {...where, ...fields});
	if (news.kind === 'state') say('line', {state: news.state});
	if (news.kind === 'restart') say('board restarted', {commanded: news.commanded});
	if (news.kind === 'text') say('board says', {text: news.text.trim()});
	if (news.kind === 'log') say('board says', {text: news.log.text});
	if (news.kind === 'panic') say('board panics', {code: news.panic.code});
	if (news.kind === 'event' && news.event.event in SECURED) {
		const records = news.event.octets[0] === COMPACT ? 'compact' : 'full';
		say(SECURED[news.event.event]!, {generation: news.event.value, records});
	}
	if (news.kind === 'fault') say('board faults', {pc: news.fault.pc, lr: news.fault.lr});
}
