import test from 'ava';
import {boardsWithFirmware} from '../harness/target/board-facts.js';
import {buildImage, compilerMissing} from './board-image.js';
import {partOf, sizeOf} from './image-size.js';
import {type CModule, moduleAsC} from './wasm-to-c.js';

const missing = await compilerMissing();
let node: CModule;

test.before(async () => {
	if (missing === undefined) node = await moduleAsC('firmware/node.ts', 'node-size');
});

for (const board of boardsWithFirmware()) {
	test.serial(`the image for ${board.id} keeps its budget of flash and memory`, async t => {
		if (missing !== undefined) {
			t.log(`skipped: ${missing}`);
			t.pass();
			return;
		}
		const {complaints, flash, ram} = await sizeOf(await buildImage(board, node));
		t.deepEqual(complaints, []);
		t.is(flash.client + flash.security + flash.link + flash.board, flash.total);
		t.is(ram.static + ram.stack + ram.spare, ram.total);
		t.true(flash.client > 0 && flash.link > 0 && ram.stack > 0);
	});
}

const symbols: [symbol: string, part: string | undefined][] = [
	['w2c_node_firmware0x2Fsecurity0x2Faes0x2FaesExpand.isra.0', 'security'],
	['w2c_node_firmware0x2Flink0x2Fcrc320x2Fcrc32', 'link'],
	['w2c_node_lineReceived', 'link'],
	['w2c_node_firmware0x2Fexchange0x2Fincoming0x2Fhear.isra.0', 'client'],
	['w2c_node_poll', 'client'],
	['uartInterrupt', undefined],
];

for (const [symbol, part] of symbols) {
	test(`${symbol} is counted as ${part ?? 'the board'}`, t => {
		t.is(partOf(symbol), part as ReturnType<typeof partOf>);
	});
}
