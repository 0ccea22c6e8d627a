/*
 * A board at a serial line as the one client of a forwarder. What happens on the line is logged.
 *
 *   WirelessNodeId   0..1   00 01: there is one client
 */
import {type SerialOptions, SerialTransport} from '../transport/serial.js';
import {addressOf, type HostPort} from '../transport/udp-address.js';
import {Forwarder, type NodeIds} from './forwarder.js';
import {boardAt, logNews} from './line-log.js';
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
	log.event('listening', {...boardAt(cell), gateway: addressOf(gateway.host, gateway.port)});
	return await Forwarder.between({cell, nodeIds: nodeIdsOf(cell.address)}, gateway);
}

function nodeIdsOf(board: string): NodeIds {
	return {
		of: () => NODE_ID,
		addressOf: nodeId => (Buffer.from(nodeId).equals(NODE_ID) ? board : undefined),
	};
}
