/*
 * What security costs: npm run costs, or npm run costs -- --json. The figures are measured in this
 * run; beside them stand those of the specification.
 */
import {Command} from 'commander';
import {boardWithFirmware} from '../harness/target/board-facts.js';
import {buildImage, compilerMissing} from './board-image.js';
import {airOf, octetsOf, staticBytes} from './cost-figures.js';
import {sizeOf} from './image-size.js';
import {moduleAsC} from './wasm-to-c.js';

const {json} = new Command('costs').option('--json', 'one object').parse().opts<{json?: boolean}>();

const octets = {compact: octetsOf('compact'), full: octetsOf('full')};
const air = {
	clear: await airOf('clear'),
	compact: await airOf('compact'),
	full: await airOf('full'),
};
const flashBytes = await flash();
const figures = {octets, air, staticBytes: staticBytes(), flashBytes};

if (json) console.log(JSON.stringify(figures, undefined, '\t'));
else console.log(table());

/** Of the security part on a microbit; null without a compiler for it. */
async function flash(): Promise<number | null> {
	if ((await compilerMissing()) !== undefined) return null;
	const module = await moduleAsC('firmware/node.ts', 'node-costs');
	return (await sizeOf(await buildImage(boardWithFirmware('microbit'), module))).flash.security;
}

function table(): string {
	const {compact, full} = octets;
	const {clear} = air;
	const times = (value: number, of: number) => `${value} (${(value / of).toFixed(2)} x)`;
	const rows = [
		['', 'clear', 'compact', 'full', 'specified'],
		['bootstrap, octets', '-', compact.bootstrap, full.bootstrap, '141'],
		['bootstrap, frames', '-', air.compact.bootstrapFrames, air.full.bootstrapFrames, '2'],
		[
			'bootstrap, AES blocks',
			'-',
			air.compact.bootstrapAesBlocks,
			air.full.bootstrapAesBlocks,
			'28 + 2 for luck + 1',
		],
		['re-key, octets', '-', compact.rekey, full.rekey, '141'],
		['re-key, frames', '-', air.compact.rekeyFrames, air.full.rekeyFrames, '2'],
		['CONF, octets', '-', compact.conf, full.conf, '48 full'],
		['resume with SYNC, octets', '-', compact.resume, full.resume, '88 full'],
		['a record, octets more', 0, compact.record, full.record, '14 or 30'],
		[
			'PUBLISH QoS 1, us on the air',
			clear.publishAirtimeUs,
			...(['compact', 'full'] as const).map(form =>
				times(air[form].publishAirtimeUs, clear.publishAirtimeUs),
			),
			'',
		],
		[
			'PUBLISH QoS 1, nC to send it',
			clear.publishChargeNc,
			...(['compact', 'full'] as const).map(form =>
				times(air[form].publishChargeNc, clear.publishChargeNc),
			),
			'',
		],
		['static memory, octets', 0, figures.staticBytes, figures.staticBytes, '1024 at most'],
		['flash on a microbit, octets', 0, flashBytes ?? '?', flashBytes ?? '?', ''],
	];
	return rows
		.map(
			([label, ...cells]) =>
				`${String(label).padEnd(30)}${cells.map(cell => String(cell).padStart(20)).join('')}`,
		)
		.join('\n');
}
