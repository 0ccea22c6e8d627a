/*
 * A forwarder at a serial line, for tests: between a board and whoever connects to `path`, it puts
 * each datagram of the board into an envelope, and takes what is for the board out of one.
 *
 *   board  --DGRAM_UP-->    0xFE envelope, node id 0a0b  --> host
 *          <--DGRAM_DOWN--  what is within               <-- host
 *
 * All other frames go through as they are.
 */
import {once} from 'node:events';
import {connect, createServer, type Socket} from 'node:net';
import {FrameType} from '../serial/codes.js';
import {LineDecoder} from '../serial/decoder.js';
import {encodeFrame, type Frame, PAYLOAD_MAX} from '../serial/frame.js';
import {encodeForwarder} from '../wire/forwarder.js';
import {decode} from '../wire/wire.js';

export const NODE_ID = Uint8Array.of(0x0a, 0x0b);

/** What goes before the datagram in DGRAM_UP and DGRAM_DOWN. */
const HEAD_SIZE = 7;

/** Listens at `path` for one host, and takes the board at the socket `board`. */
export async function forwardLine(path: string, board: string): Promise<() => void> {
	const server = createServer(host => {
		const down = connect(board);
		join(host, down, frame => (frame.type === FrameType.DGRAM_DOWN ? unwrapped(frame) : frame));
		join(down, host, frame => (frame.type === FrameType.DGRAM_UP ? wrapped(frame) : frame));
		for (const socket of [host, down]) {
			socket.on('error', () => {});
			socket.on('close', () => [host, down].forEach(one => void one.destroy()));
		}
	});
	server.listen(path);
	await once(server, 'listening');
	return () => void server.close();
}

function join(from: Socket, to: Socket, change: (frame: Frame) => Frame | undefined): void {
	const decoder = new LineDecoder(PAYLOAD_MAX, {
		onFrame: frame => {
			const other = change(frame);
			if (other !== undefined) to.write(encodeFrame(other));
		},
		onText: () => {},
		onGarbage: () => {},
	});
	from.on('data', octets => decoder.push(octets));
}

function wrapped(frame: Frame): Frame {
	const inner = frame.payload.slice(HEAD_SIZE);
	const envelope = encodeForwarder({type: 'FORWARDER', ctrl: 0, wirelessNodeId: NODE_ID, inner});
	return {...frame, payload: Buffer.concat([frame.payload.subarray(0, HEAD_SIZE), envelope])};
}

/** What is not in an envelope for the board is for nobody. */
function unwrapped(frame: Frame): Frame | undefined {
	const message = decode(frame.payload.subarray(HEAD_SIZE));
	if (message.type !== 'FORWARDER' || !Buffer.from(NODE_ID).equals(message.wirelessNodeId)) {
		return undefined;
	}
	return {...frame, payload: Buffer.concat([frame.payload.subarray(0, HEAD_SIZE), message.inner])};
}
