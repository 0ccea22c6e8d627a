/*
 * What does it take? Flash, memory and the deepest stack of the image of each board, beside its
 * budget and beside what others take. Exit 1 where something is over budget.
 *
 *   npm run size              a table
 *   npm run size -- --json    one array on standard output
 */
import {Command} from 'commander';
import {EnvironmentError} from '../harness/errors.js';
import {boardsWithFirmware} from '../harness/target/board-facts.js';
import {buildImage} from './board-image.js';
import {LIBGCC_STACK} from './call-graph.js';
import {type ImageSize, sizeOf} from './image-size.js';
import {moduleAsC} from './wasm-to-c.js';

const HEAD = `
                      octets of flash                                 octets of RAM
board               client security   link  board   total  budget   static  stack    spare  at least`;

/**
 * Code and data of clients of others, in octets: compiled alone for Cortex-M0+ with -Os by the same
 * gcc 12.2.1, without what they need of a system.
 */
const OTHERS = [
	{name: "RIOT's emcute", flash: 2420, ram: 1252, note: 'QoS 0 and 1, a thread of its own besides'},
	{name: "RIOT's asymcute", flash: 3262, ram: 1032, note: 'its handler included, and its stack'},
	{name: "Paho's codec", flash: 5145, ram: 0, note: 'no state machine, both ends'},
];

const {json} = new Command('size')
	.option('--json', 'print the sizes as JSON', false)
	.parse()
	.opts<{json: boolean}>();

try {
	await main();
} catch (error) {
	if (!(error instanceof EnvironmentError)) throw error;
	console.error(error.message);
	process.exitCode = error.exitCode;
}

async function main(): Promise<void> {
	const node = await moduleAsC('firmware/node.ts', 'node');
	const sizes: ImageSize[] = [];
	for (const board of boardsWithFirmware()) {
		sizes.push(await sizeOf(await buildImage(board, node)));
	}

	if (json) console.log(JSON.stringify(sizes, undefined, '\t'));
	else console.log(tableOf(sizes));
	const complaints = sizes.flatMap(size => size.complaints);
	for (const complaint of complaints) console.error(`over budget: ${complaint}`);
	if (complaints.length > 0) process.exitCode = 1;
}

function tableOf(sizes: readonly ImageSize[]): string {
	const others = OTHERS.map(
		({name, flash, ram, note}) => `${name.padEnd(18)}${cell(flash, 8)}${cell(ram, 50)}  ${note}`,
	);
	return [
		HEAD,
		...sizes.map(lineOf),
		'\nclients of others: code, and static data',
		...others,
		`\nstack: exact by the call graph, but for ${LIBGCC_STACK} octets where it ends in libgcc`,
	].join('\n');
}

function lineOf({board, flash, flashBudget, ram, ramSpareBudget}: ImageSize): string {
	return [
		board.padEnd(18),
		cell(flash.client, 8),
		cell(flash.security, 9),
		cell(flash.link, 7),
		cell(flash.board, 7),
		cell(flash.total, 8),
		cell(flashBudget, 8),
		cell(ram.static, 9),
		cell(ram.stack, 7),
		cell(ram.spare, 9),
		cell(ramSpareBudget, 10),
	].join('');
}

function cell(value: number, width: number): string {
	return String(value).padStart(width);
}
