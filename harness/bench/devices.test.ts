import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {parseBench} from '../locate/bench-file.js';
import {boardsIn} from '../locate/catalogue.js';
import type {UsbPort} from '../locate/usb-port.js';
import {newEntries, pluggedAs} from './devices-command.js';
import {holdersOf, runningPrograms} from './processes.js';
import {udevRules} from './udev.js';

const boards = boardsIn();

test('what is plugged in is written down once, with its number', t => {
	const plugged = [seen(microbit('9900a')), seen({...microbit('9900a'), path: '/dev/b'})];
	t.deepEqual(newEntries(plugged, EMPTY), [{board: 'microbit', sn: '9900a', enabled: true}]);
	const known = parsed('boards: [{board: microbit, sn: 9900a}]');
	t.deepEqual(newEntries(plugged, known), []);
});

test('what has no number, or is no board that is known, is not written down', t => {
	t.deepEqual(newEntries([seen({...microbit('1'), sn: undefined})], EMPTY), []);
	t.deepEqual(newEntries([seen({...microbit('1'), vid: 'ffff'})], EMPTY), []);
});

test('what could be several boards is what bench.yaml says', t => {
	const twin = {...boards.find(({id}) => id === 'microbit')!, id: 'twin'};
	const both = pluggedAs(microbit('9900a'), [...boards, twin], EMPTY);
	t.deepEqual(both.boards, ['microbit', 'twin']);
	t.deepEqual(newEntries([both], EMPTY), []);
	const entry = {board: 'twin', sn: '9900a', enabled: true};
	const bench = {boards: [entry], quarantine: []};
	t.deepEqual(pluggedAs(microbit('9900a'), [...boards, twin], bench).boards, ['twin']);
});

test('whoever has a port open is told by name', t => {
	const proc = mkdtempSync(path.join(tmpdir(), 'proc-'));
	t.teardown(() => rmSync(proc, {recursive: true}));
	for (const [pid, name, file] of [
		['12', 'minicom', '/dev/ttyACM0'],
		['13', 'bash', '/dev/pts/0'],
	] as const) {
		mkdirSync(path.join(proc, pid, 'fd'), {recursive: true});
		writeFileSync(path.join(proc, pid, 'comm'), `${name}\n`);
		symlinkSync(file, path.join(proc, pid, 'fd/3'));
	}
	mkdirSync(path.join(proc, 'sys'));
	mkdirSync(path.join(proc, '14'));
	t.deepEqual(holdersOf('/dev/ttyACM0', proc), [{pid: 12, name: 'minicom'}]);
	t.deepEqual(
		runningPrograms(proc).map(({name}) => name),
		['minicom', 'bash'],
	);
	t.deepEqual(runningPrograms('/nowhere'), []);
});

test('udev is told to let people use boards and to keep ModemManager away', t => {
	const rules = udevRules(boards).split('\n');
	const microbits = rules.filter(rule => rule.includes('"0d28"'));
	t.is(microbits.length, 3, 'one rule each for probe, port and raw device, for both editions');
	for (const rule of microbits) {
		t.regex(rule, /^SUBSYSTEM=="\w+", ATTRS\{idVendor\}=="0d28", ATTRS\{idProduct\}=="0204", /);
		t.regex(rule, /ENV\{ID_MM_DEVICE_IGNORE\}="1"/);
	}
	t.true(rules.includes('# microbit, microbit-v2'));
	t.regex(udevRules(boards), /ATTRS\{idVendor\}=="1366", ENV/);
});

const EMPTY = parsed('');

function parsed(text: string) {
	return parseBench(text, {file: 'bench.yaml', boards});
}

function seen(port: UsbPort) {
	return pluggedAs(port, boards, EMPTY);
}

function microbit(sn: string): UsbPort {
	return {path: '/dev/a', vid: '0d28', pid: '0204', sn, product: undefined, interface: 1};
}
