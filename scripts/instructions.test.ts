import test from 'ava';
import {qemuMissing} from '../harness/serial/qemu.js';
import {boardWithFirmware} from '../harness/target/board-facts.js';
import {buildImage, compilerMissing} from './board-image.js';
import {countInstructions} from './instructions.js';
import {moduleAsC} from './wasm-to-c.js';

test('a sensor joins and publishes on a Cortex-M0, and asleep it runs no instruction', async t => {
	const missing = (await compilerMissing()) ?? qemuMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const node = await moduleAsC('firmware/node.ts', 'node-instructions');
	const rows = await countInstructions(await buildImage(boardWithFirmware('microbit'), node));
	const asleep = rows.at(-1)!;
	t.regex(asleep.step, /^asleep/);
	t.is(asleep.total, 0);
	for (const {step, client, link, board} of rows.slice(0, -1)) {
		t.true(client > 0 && link > 0 && board > 0, step);
	}
});
