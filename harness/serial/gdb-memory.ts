/*
 * Memory of a stopped processor, written through a gdb stub:
 *
 *   -->  $M<address>,<size>:<hexadecimal>#<sum>      sum: of the octets between $ and #
 *   <--  + $OK#9a
 *
 * That is how octets come into flash that only the processor itself could program.
 */
import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {EnvironmentError} from '../errors.js';

const ANSWER_DEADLINE_MS = 10_000;
/** Stubs take packets of at least so many octets; each is two digits. */
const PIECE = 512;

/** Writes `octets` at `address`; an EnvironmentError where the stub at `path` does not. */
export async function writeMemory(
	path: string,
	address: number,
	octets: Uint8Array,
): Promise<void> {
	const socket = connect(path);
	await once(socket, 'connect');
	try {
		for (let at = 0; at < octets.length; at += PIECE) {
			const piece = Buffer.from(octets.subarray(at, at + PIECE));
			const place = `${(address + at).toString(16)},${piece.length.toString(16)}`;
			await asked(socket, `M${place}:${piece.toString('hex')}`);
		}
	} finally {
		socket.destroy();
	}
}

async function asked(socket: Socket, packet: string): Promise<void> {
	const sum = [...packet].reduce((total, letter) => total + letter.charCodeAt(0), 0) & 0xff;
	socket.write(`$${packet}#${sum.toString(16).padStart(2, '0')}`);
	let heard = '';
	const signal = AbortSignal.timeout(ANSWER_DEADLINE_MS);
	while (!/\$[^#]*#../.test(heard)) {
		const [octets] = (await once(socket, 'data', {signal})) as [Buffer];
		heard += octets.toString('latin1');
	}
	socket.write('+');
	if (!heard.includes('$OK#')) throw new EnvironmentError('the gdb stub refuses a write');
}
