/*
 * A board at a serial line as the one client of a forwarder. What happens on the line is logged.
 *
 *   WirelessNodeId   0..1   00 01: there is one client
 */
import type {News} from '../serial/news.js';
import {type SerialOptions, SerialTransport} from '../transport/serial.js';
import {addressOf, type HostPort} from '../transport/udp-address.js';
import {Forwarder, type NodeIds} from './forwarder.js';
import type {Log} from './log.js';

const NODE_ID = Uint8Array.of(0, 1);

/** Forwards for the board at `options.port`; an EnvironmentError where none answers. */
export async function openSerial(
	options: SerialOptions,
	gateway: HostPort,
	log: Log,
): Promise<Forwarder> {
	const cell = await SerialTransport.open(options);
	cell.onNews = news => logNews(news, log);
	const {boardId = '', buildId = ''} = cell.device ?? {};
	const to = addressOf(gateway.host, gateway.port);
	log.event('listening', {serial: cell.address, board: boardId, build: buildId, gateway: to});
	return await Forwarder.between({cell, nodeIds: nodeIdsOf(cell.address)}, gateway);
}

function nodeIdsOf(board: string): NodeIds {
	return {
		of: () => NODE_ID,
		addressOf: nodeId => (Buffer.from(nodeId).equals(NODE_ID) ? board : undefined),
	};
}

function logNews(news: News, log: Log): void {
	if (news.kind === 'state') log.event('line', {state: news.state});
	if (news.kind === 'restart') log.event('board restarted', {commanded: news.commanded});
	if (news.kind === 'text') log.event('board says', {text: news.text.trim()});
	if (news.kind === 'log') log.event('board says', {text: news.log.text});
	if (news.kind === 'panic') log.event('board panics', {code: news.panic.code});
	if (news.kind === 'fault') log.event('board faults', {pc: news.fault.pc, lr: news.fault.lr});
}
