/*
 * What the capture of the air has in it, part by part, as tshark counts it.
 *
 *   open      until the ACK of ACCEPT        get    PUBLISH down, PUBACK up, in each round
 *   session   until the first round          send   PUBLISH up, PUBACK down
 *
 * A frame that was sent again counts again, an ACK counts with the frame before it. Records say
 * their sizes in clear, so nothing has to be decrypted.
 */
import {tshark} from '../../sim/pcap/tshark.js';
import {ROUND_S, ROUNDS} from './air.js';
import {type Count, type PhaseCounts, sumOf} from './count.js';

const FIELDS = [
	'frame.time_epoch',
	'frame.len',
	'wpan-tap.length',
	'wpan.frame_type',
	'wpan.src16',
	'udp.payload',
];
const ACK = '0x0002';
const GATEWAY = '0x0001';
/** What they add to a message: docs/security-protocol.md, 3.4 and 3.6. */
const RECORD_OVERHEAD = 14;
const GROUP_OVERHEAD = 30;

interface Frame {
	readonly round: number;
	readonly isAck: boolean;
	readonly fromGateway: boolean;
	readonly octets: number;
	/** The MQTT-SN message as it was carried, in hexadecimal; empty in an ACK. */
	readonly payload: string;
}

/** What a device says and hears, phase by phase, and the handshake of SNAKE-128 by itself. */
export interface AirCounts {
	readonly phases: PhaseCounts;
	readonly handshake: Count;
}

export async function airCounts(file: string): Promise<AirCounts> {
	const frames = await framesOf(file);
	const rounds = Array.from({length: ROUNDS + 1}, (_, round) =>
		frames.filter(frame => frame.round === round),
	);
	const [before = [], ...exchanges] = rounds;
	const halves = exchanges.map(halvesOf);
	const [first] = halves;
	if (first === undefined) throw new RangeError('the device was sent nothing');
	const opened = endOf(before, frame => frame.payload.startsWith('4cff'));
	return {
		phases: {
			open: countOf(before.slice(0, opened)),
			session: countOf(before.slice(opened)),
			get: countOf(first.got),
			send: countOf(first.sent),
			getMany: countOf(halves.slice(1).flatMap(({got}) => got)),
		},
		handshake: countOf(before.filter((frame, index) => isOfHandshake(before, frame, index))),
	};
}

async function framesOf(file: string): Promise<Frame[]> {
	const printed = FIELDS.flatMap(field => ['-e', field]);
	const lines = await tshark(['-r', file, '-n', '-T', 'fields', ...printed]);
	const rows = lines.split('\n').filter(line => line !== '');
	return rows.map(row => {
		const [time = '', size = '', tapSize = '', type = '', source = '', payload = ''] =
			row.split('\t');
		return {
			round: Math.floor(Number(time) / ROUND_S),
			isAck: Number(type) === Number(ACK),
			fromGateway: source === GATEWAY,
			octets: Number(size) - Number(tapSize),
			payload,
		};
	});
}

/** The value that came, with its PUBACK, and the value that went. */
function halvesOf(round: readonly Frame[]): {got: readonly Frame[]; sent: readonly Frame[]} {
	const middle = endOf(round, frame => !frame.isAck && !frame.fromGateway);
	const said = round.filter(({isAck}) => !isAck).map(({fromGateway}) => fromGateway);
	if (said.join() !== [true, false, false, true].join()) {
		throw new RangeError(`a round in the air has other frames than expected: ${said.join()}`);
	}
	return {got: round.slice(0, middle), sent: round.slice(middle)};
}

/** Where the first frame that `isIt`, and the ACK behind it, are over. */
function endOf(frames: readonly Frame[], isIt: (frame: Frame) => boolean): number {
	const index = frames.findIndex(isIt);
	if (index < 0) throw new RangeError('a frame that was expected in the air is not there');
	return frames[index + 1]?.isAck === true ? index + 2 : index + 1;
}

/** HELLO, ACCEPT, CONF and CONF-ACK, told by their heads and sizes, and their ACKs. */
function isOfHandshake(frames: readonly Frame[], frame: Frame, index: number): boolean {
	const {payload, fromGateway} = frame.isAck ? (frames[index - 1] ?? frame) : frame;
	if (payload.startsWith('41ff1e3c') || payload.startsWith('4cff1c3c')) return true;
	return payload.startsWith(fromGateway ? '181f' : '201f');
}

function countOf(frames: readonly Frame[]): Count {
	return sumOf(
		frames.map(({octets, payload}) => ({
			packets: 1,
			octets,
			carriedOctets: payload.length / 2,
			applicationOctets: messageSize(payload),
		})),
	);
}

/** Octets of the MQTT-SN message within; a handshake has none. */
function messageSize(payload: string): number {
	const size = payload.length / 2;
	if (payload.slice(2, 4) === '1f') return size - RECORD_OVERHEAD;
	return payload.slice(2, 8) === 'ff463d' ? size - GROUP_OVERHEAD : 0;
}
