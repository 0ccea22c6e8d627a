/*
 * A board for want of a board: our firmware at the end of a unix socket, as QEMU would offer it.
 *
 *   node .../board-program.js SOCKET [SCALE]
 *   motebench forwarder --serial unix:SOCKET --gateway 127.0.0.1:1884 --set App=1
 *
 * It prints a line when the socket is there. Whoever connects last has the line.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer, type Socket} from 'node:net';
import {UsageError} from '../../errors.js';
import {FirmwareOverLine} from '../../target/firmware-over-line.js';

const BUILD_ID_SIZE = 8;

const [path, scale = '1'] = process.argv.slice(2);
if (path === undefined) throw new UsageError('board-program.js SOCKET [SCALE]');

const wasm = readFileSync(new URL('../../../node.wasm', import.meta.url));
const buildId = createHash('sha256').update(wasm).digest().subarray(0, BUILD_ID_SIZE);
let host: Socket | undefined;

const board = new FirmwareOverLine(new WebAssembly.Module(wasm), {
	scale: Number(scale),
	buildId,
	send: octets => void host?.write(octets),
});

createServer(socket => {
	host?.destroy();
	host = socket;
	socket.on('data', octets => board.hear(octets));
	// A line that breaks is no event for a board.
	socket.on('error', () => {});
	socket.on('close', () => {
		if (host === socket) host = undefined;
	});
}).listen(path, () => console.log(`listening at ${path}`));
