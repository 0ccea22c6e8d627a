/*
 * What a device tells, as lines for a person. Octets that came over the line are never printed as
 * they are: a terminal would obey some of them.
 */
import {Event, LogLevel, nameIn, ResetReason, Status} from '../serial/codes.js';
import type {Device} from '../serial/device.js';
import type {DeviceEvent, News} from '../serial/news.js';
import type {DatagramUp, Fault, LogLine, Panic} from '../serial/payloads.js';

const TRAPS: Readonly<Record<string, number>> = {
	unreachable: 1,
	'outside of the memory': 2,
	'division by zero': 3,
	overflow: 4,
	alignment: 5,
};
/** Octets of a datagram or a payload that are shown. */
const SHOWN_MAX = 32;
const US_PER_S = 1_000_000;

export function newsLine(news: News): string {
	switch (news.kind) {
		case 'state':
			return `line    ${news.state}`;
		case 'restart':
			return `restart ${news.commanded ? 'as told' : 'that nobody asked for'}`;
		case 'refused':
			return `hello   refused: ${nameIn(Status, news.status)}`;
		case 'datagram':
			return datagramLine(news.datagram);
		case 'event':
			return eventLine(news.event);
		case 'log':
			return logText(news.log);
		case 'text':
			return `text    ${printable(news.text.trim())}`;
		case 'panic':
			return panicLine(news.panic);
		case 'fault':
			return faultLine(news.fault);
	}
}

export function helloLine(device: Device): string {
	const {boardId, buildId, proto, resetReason, rxBuf, capabilities} = device;
	const reason = nameIn(ResetReason, resetReason);
	const can = capabilities.join(' ') || 'nothing';
	return `hello   ${printable(boardId)}, build ${buildId}, proto ${proto}, reset by ${reason}, rxBuf ${rxBuf}, ${can}`;
}

export function eventLine({event, tUs, value, octets}: DeviceEvent): string {
	const rest = octets.length === 0 ? '' : `  ${hex(octets)}`;
	return `event   ${seconds(tUs)}  ${nameIn(Event, event)} ${value}${rest}`;
}

export function logText({tUs, level, text}: LogLine): string {
	return `log     ${seconds(tUs)}  ${nameIn(LogLevel, level)}  ${printable(text)}`;
}

export function panicLine({tUs, code, line, trap}: Panic): string {
	const place = `0x${line.toString(16)}`;
	return `panic   ${seconds(tUs)}  code ${code}, trap ${nameIn(TRAPS, trap)}, at ${place} of the image`;
}

export function faultLine(fault: Fault): string {
	const words = Object.entries(fault).map(([name, value]) => `${name} ${word(value)}`);
	return `fault   ${words.join('  ')}`;
}

export function datagramLine({tUs, destination, octets}: DatagramUp): string {
	const to = destination === 0xffff ? 'everybody' : String(destination);
	return `air     ${seconds(tUs)}  to ${to}, ${octets.length} octets  ${hex(octets)}`;
}

export function hex(octets: Uint8Array): string {
	const shown = Buffer.from(octets.subarray(0, SHOWN_MAX)).toString('hex');
	return octets.length > SHOWN_MAX ? `${shown}...` : shown;
}

function seconds(us: number): string {
	return `${(us / US_PER_S).toFixed(6)} s`;
}

function word(value: number): string {
	return value.toString(16).padStart(8, '0');
}

/** What is no letter for a terminal is a dot. */
function printable(text: string): string {
	return text.replace(/\p{C}/gu, '.');
}
