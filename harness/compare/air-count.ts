/*
 * What the capture of the air has in it, part by part, as tshark counts it.
 *
 *   open      all until ACCEPT is acknowledged     get    PUBLISH down, PUBACK up, in each round
 *   session   messages until the first round       send   PUBLISH up, PUBACK down
 *
 * A frame that was sent again counts again. Records say their sizes in clear, so nothing of them
 * has to be decrypted.
 */
import {ROUND_S, ROUNDS} from './air.js';
import {airFrames, type Frame} from './air-frames.js';
import {type Count, type PhaseCounts, sumOf} from './count.js';

/** What they add to a message: docs/security-protocol.md, 3.4 and 3.6. */
const RECORD_OVERHEAD = 14;
const GROUP_OVERHEAD = 30;
/** How HELLO and ACCEPT begin, and CONF and CONF-ACK in compact records: 3.1, 3.2, 3.5. */
const [HELLO, ACCEPT, CONF, CONF_ACK] = ['41ff1e3c', '4cff1c3c', '201f', '181f'];

/** What a device says and hears, phase by phase, and the handshake of SNAKE-128 by itself. */
export interface AirCounts {
	readonly phases: PhaseCounts;
	readonly handshake: Count;
}

export async function airCounts(file: string): Promise<AirCounts> {
	const frames = await airFrames(file);
	const [before = [], ...rounds] = Array.from({length: ROUNDS + 1}, (_, round) =>
		frames.filter(({atS}) => Math.floor(atS / ROUND_S) === round),
	);
	const halves = rounds.map(halvesOf);
	const [first] = halves;
	if (first === undefined) throw new RangeError('the device was sent nothing');
	const accepted = servedBy(before, ({message}) => message.startsWith(ACCEPT!));
	const opened = before.findLastIndex(({serves}) => accepted.has(serves)) + 1;
	const shaken = servedBy(before, isOfHandshake);
	return {
		phases: {
			open: countOf(before.slice(0, opened)),
			session: countOf(before.slice(opened).filter(({serves}) => serves !== undefined)),
			get: countOf(first.got),
			send: countOf(first.sent),
			getMany: countOf(halves.slice(1).flatMap(({got}) => got)),
		},
		handshake: countOf(before.filter(({serves}) => shaken.has(serves))),
	};
}

/** The value that came, with its PUBACK, and the value that went. */
function halvesOf(round: readonly Frame[]): {got: readonly Frame[]; sent: readonly Frame[]} {
	const [down, up] = [true, false].map(isDown =>
		servedBy(round, frame => frame.isDown === isDown && frame.message !== ''),
	) as [Served, Served];
	if (down.size !== 2 || up.size !== 2) {
		throw new RangeError(`a round in the air has ${down.size} messages down, ${up.size} up`);
	}
	const got = new Set([[...down][0], [...up][0]]);
	return {
		got: round.filter(({serves}) => got.has(serves)),
		sent: round.filter(({serves}) => serves !== undefined && !got.has(serves)),
	};
}

type Served = ReadonlySet<string | undefined>;

/** The messages of the frames that `fit`, in their order. */
function servedBy(frames: readonly Frame[], fit: (frame: Frame) => boolean): Served {
	return new Set(frames.filter(fit).map(({serves}) => serves));
}

function isOfHandshake({message, isDown}: Frame): boolean {
	return [HELLO, ACCEPT, isDown ? CONF_ACK : CONF].some(head => message.startsWith(head!));
}

function countOf(frames: readonly Frame[]): Count {
	return sumOf(
		frames.map(({octets, message}) => ({
			packets: 1,
			octets,
			carriedOctets: message.length / 2,
			applicationOctets: unprotectedSize(message),
		})),
	);
}

/** Octets of the MQTT-SN message within; a handshake has none. */
function unprotectedSize(message: string): number {
	const size = message.length / 2;
	if (message.slice(2, 4) === '1f') return size - RECORD_OVERHEAD;
	return message.slice(2, 8) === 'ff463d' ? size - GROUP_OVERHEAD : 0;
}
