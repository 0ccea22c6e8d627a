import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import test from 'ava';
import {parse} from 'yaml';
import {flashCommand} from './flash-command.js';
import {type Board, boardSchema} from './schema.js';

const FOLDERS = new URL('../../boards/', import.meta.url);
const boards = readdirSync(FOLDERS, {withFileTypes: true})
	.filter(entry => entry.isDirectory() && entry.name !== 'common')
	.map(({name}) => boardSchema.parse(parse(read(name))));
const flashed = boards.filter(({flash}) => flash !== undefined);

test('a micro:bit is flashed by openocd, with the probe that was chosen', t => {
	const microbit = boards.find(({id}) => id === 'microbit')!;
	t.deepEqual(flashCommand(microbit, {image: 'a b.hex', probe: '9900'}), [
		'openocd',
		'-f',
		'interface/cmsis-dap.cfg',
		'-c',
		'transport select swd',
		'-f',
		'target/nrf51.cfg',
		'-c',
		'adapter serial 9900',
		'-c',
		'program {a b.hex} verify reset exit',
	]);
});

test('without a choice no probe is named', t => {
	const command = flashCommand(flashed[0]!, {image: 'node.hex'})!;
	t.false(command.some(argument => argument.startsWith('adapter serial')));
});

test('a board that lives in an emulator alone has no such command', t => {
	const mps2 = boards.find(({id}) => id === 'mps2-an385')!;
	t.is(flashCommand(mps2, {image: 'node.hex'}), undefined);
});

for (const board of flashed) {
	test(`openocd knows the configuration of ${board.id}`, t => {
		const [tool, ...args] = [board.flash!.tool, ...board.flash!.args, '-c', 'shutdown'];
		const {error, status, stderr} = spawnSync(tool!, args, {encoding: 'utf8'});
		if (error !== undefined && process.env['CI'] !== 'true') {
			t.log(`skipped: ${tool} is not installed`);
			t.pass();
			return;
		}
		t.is(error, undefined);
		t.is(status, 0, stderr);
	});
}

const wrong: [what: string, change: (board: Board) => unknown][] = [
	['without the address of its memory', ({mcu: {ramAt: _, ...mcu}, ...board}) => ({...board, mcu})],
	['whose image has no place in its command', board => flashing(board, {program: 'program x'})],
	['whose probe has no place in its command', board => flashing(board, {serial: 'serial x'})],
	['with another tool', board => flashing(board, {tool: 'sh'})],
	['seen somewhere else', board => ({...board, seen: 'in a dream'})],
	['with a vendor in decimals', ({serial, ...board}) => ({...board, serial: vendor(serial, 3368)})],
];

for (const [what, change] of wrong) {
	test(`a board with firmware ${what} is refused`, t => {
		t.false(boardSchema.safeParse(change(flashed[0]!)).success);
	});
}

function flashing(board: Board, change: object): object {
	return {...board, flash: {...board.flash, ...change}};
}

function vendor(serial: Board['serial'], vid: unknown): object {
	return {...serial, match: [{vid}]};
}

function read(id: string): string {
	return readFileSync(new URL(`${id}/board.yaml`, FOLDERS), 'utf8');
}
