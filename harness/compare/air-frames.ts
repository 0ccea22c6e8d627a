/*
 * The frames of a capture of the air, each with the message that it serves.
 *
 *   6LoWPAN   a frame with a message, and its ACK
 *   ZigBee    the same, and the frame with the acknowledgement of APS, and its ACK; blocks of a
 *             larger message are one
 *
 * What serves no message, such as joining a network and keeping its routes, has none. Of ZigBee
 * tshark sees nothing without the network key, which a run leaves beside its capture.
 */
import {existsSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {tshark} from '../../sim/pcap/tshark.js';

export interface Frame {
	readonly atS: number;
	/** The PSDU with its FCS. */
	readonly octets: number;
	/** Which message it carries or acknowledges: its direction and its number there. */
	readonly serves: string | undefined;
	/** Whether the message that it serves comes from the gateway. */
	readonly isDown: boolean;
	/** The message as it is protected, in hexadecimal; empty where there is none, or a part. */
	readonly message: string;
}

const FIELDS = [
	'frame.time_epoch',
	'frame.len',
	'wpan-tap.length',
	'wpan.frame_type',
	'wpan.src16',
	'wpan.seq_no',
	'udp.payload',
	'zbee_aps.type',
	'zbee_aps.counter',
	'data.data',
];
/** MAC and APS number their kinds of frame alike. */
const ACK = 2;
/** Short addresses of the gateway. */
const GATEWAY = {sixlowpan: 1, zigbee: 0};

/** Reads the capture in `file`. */
export async function airFrames(file: string): Promise<Frame[]> {
	const keys = path.join(path.dirname(file), 'wireshark', 'zigbee_pc_keys');
	const isZigbee = existsSync(keys);
	const key = isZigbee ? ['-o', `uat:zigbee_pc_keys:${readFileSync(keys, 'utf8').trim()}`] : [];
	const printed = FIELDS.flatMap(field => ['-e', field]);
	const lines = await tshark(['-r', file, '-n', ...key, '-T', 'fields', ...printed]);
	const gateway = isZigbee ? GATEWAY.zigbee : GATEWAY.sixlowpan;
	const frames: Frame[] = [];
	for (const line of lines.split('\n').filter(text => text !== '')) {
		frames.push(frameOf(line.split('\t'), gateway, frames.at(-1)));
	}
	return frames;
}

function frameOf(cells: readonly string[], gateway: number, before?: Frame): Frame {
	const [time, size, tapSize, type, source, sequence, payload, apsType, counter, data] = cells;
	const is = {atS: Number(time), octets: Number(size) - Number(tapSize), message: ''};
	if (Number(type) === ACK) {
		return {...is, serves: before?.serves, isDown: before?.isDown === true};
	}
	const fromGateway = source !== '' && Number(source) === gateway;
	const isAnswer = apsType !== '' && Number(apsType) === ACK;
	const isDown = fromGateway !== isAnswer;
	const octets = payload || data || '';
	if (octets === '' && !isAnswer) return {...is, serves: undefined, isDown};
	const number = counter === '' ? sequence : counter;
	const serves = `${isDown ? 'down' : 'up'} ${number}`;
	return {...is, serves, isDown, message: isWhole(octets) ? octets : ''};
}

/** A message says its size in its first octet. */
function isWhole(octets: string): boolean {
	return Number.parseInt(octets.slice(0, 2), 16) === octets.length / 2;
}
