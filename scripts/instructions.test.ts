import test, {type ExecutionContext} from 'ava';
import {COUNTS} from '../boards/instructions.js';
import {qemuMissing} from '../harness/serial/qemu.js';
import {compilerMissing} from './board-image.js';
import {countedImage} from './counted-board.js';
import {countInstructions, type InstructionRow} from './instructions.js';
import {moduleAsC} from './wasm-to-c.js';

const DRIFT_MAX = 0.1;

test('a sensor joins and publishes on a Cortex-M0, and asleep it runs no instruction', async t => {
	const missing = (await compilerMissing()) ?? qemuMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const node = await moduleAsC('firmware/node.ts', 'node-instructions');
	const image = await countedImage(node);
	const rows = await countInstructions(image);
	for (const {step, client, link, board, total} of rows) {
		if (step.startsWith('asleep')) t.is(total, 0);
		else t.true(client > 0 && link > 0 && board > 0, step);
	}
	const securityIn = (step: RegExp) => rows.find(row => step.test(row.step))!.security;
	t.is(securityIn(/^one PUBLISH/), 0);
	t.true(securityIn(/^a handshake/) > securityIn(/^one protected PUBLISH/));
	t.true(securityIn(/^one protected PUBLISH/) > 0);

	const {publish, protectedPublish, handshake} = COUNTS['cortex-m0'];
	isStill(t, publish, rows, /^one PUBLISH/);
	isStill(t, protectedPublish, rows, /^one protected PUBLISH/);
	isStill(t, handshake, rows, /^a handshake/);

	t.deepEqual(await countInstructions(image), rows, 'counted again, each figure is the same');
});

/** What a scenario charges is what the firmware needs: more than a tenth off, and it is to be counted. */
function isStill(
	t: ExecutionContext,
	known: number,
	rows: readonly InstructionRow[],
	step: RegExp,
): void {
	const {total} = rows.find(row => step.test(row.step))!;
	const off = Math.abs(total - known) / total;
	t.true(off <= DRIFT_MAX, `${step}: ${total} now, ${known} in boards/instructions.ts`);
}
