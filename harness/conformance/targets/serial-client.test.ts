/* The suite before our firmware behind a serial line, twenty times as fast as the wall. */
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {SerialBoard} from '../../transport/serial.js';
import {judgeClient} from '../suite.js';
import {startBoard} from './board-process.js';
import {startSerialClient} from './serial-client.js';

const SCALE = 20;

const folder = mkdtempSync(path.join(tmpdir(), 'conform-serial-'));
test.after.always(() => rmSync(folder, {recursive: true}));

test('our firmware at the end of a line passes, connecting, publishing and being told', async t => {
	const {port, stop} = await startBoard(path.join(folder, 'board.sock'), SCALE);
	const board = await SerialBoard.open({port});
	try {
		for (const only of ['CL-WIL-0', 'CL-PUB-01', 'CL-JOI-11', 'CL-RCV-01']) {
			const start = (task: Parameters<typeof startSerialClient>[2]) =>
				startSerialClient(board, SCALE, task);
			const results = await judgeClient(start, {only});
			t.true(results.length > 0, only);
			for (const {id, verdict, reason} of results) t.is(verdict, 'pass', `${id} ${reason}`);
		}
	} finally {
		await board.close();
		stop();
	}
});
