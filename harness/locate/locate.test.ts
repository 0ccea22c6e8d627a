import test from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {parseBench} from './bench-file.js';
import {boardsIn} from './catalogue.js';
import {couldBe, locate, type Wanted} from './locate.js';
import type {UsbPort} from './usb-port.js';

const boards = boardsIn();

test('the only board that is plugged in is found, and its probe is known by number', t => {
	t.like(found({name: 'microbit'}, [microbit('9900a')]), {path: '/dev/9900a', sn: '9900a'});
});

test('where two boards could be meant neither is taken, and both are told', t => {
	const error = t.throws(() => found({name: 'microbit'}, [microbit('9900a'), microbit('9900b')]), {
		instanceOf: UsageError,
	});
	t.regex(error.message, /^2 ports could be microbit:\n.*sn 9900a.*\n.*sn 9900b.*\nsay which/);
});

test('two probes without a number are never told apart by their order', t => {
	const ports = [jlink(undefined, '/dev/a'), jlink(undefined, '/dev/b')];
	t.throws(() => found({name: 'nrf52840dk'}, ports), {instanceOf: UsageError, message: /^2 ports/});
});

test('a probe that two kinds of board have is not flashed before somebody says what it is', t => {
	const ports = [{...microbit('7'), vid: '0403', pid: 'bcd9'}];
	const error = t.throws(() => found({name: 'lm3s6965evb'}, ports), {instanceOf: UsageError});
	t.regex(error.message, /^what is plugged in could be ek-lm3s811 or lm3s6965evb:\n.* sn 7 /);
	t.is(found({name: 'lm3s6965evb', sn: '7'}, ports).board.id, 'lm3s6965evb');
	const bench = 'boards: [{board: lm3s6965evb, sn: "7"}]';
	t.is(found({name: 'lm3s6965evb'}, ports, bench).sn, '7');
	t.throws(() => found({name: 'ek-lm3s811'}, ports, bench), {instanceOf: EnvironmentError});
});

test('a number chooses', t => {
	const ports = [microbit('9900a'), microbit('9900b')];
	t.is(found({name: 'microbit', sn: '9900b'}, ports).path, '/dev/9900b');
	t.throws(() => found({name: 'microbit', sn: '9900c'}, ports), {
		instanceOf: EnvironmentError,
		message: /^no microbit with sn 9900c is plugged in; there are:\n/,
	});
});

test('bench.yaml chooses, by the name it gives', t => {
	const bench = 'boards: [{board: microbit, name: left, sn: 9900a}, {board: microbit, sn: 9900b}]';
	const ports = [microbit('9900a'), microbit('9900b')];
	t.is(found({name: 'left'}, ports, bench).path, '/dev/9900a');
	t.throws(() => found({name: 'microbit'}, ports, bench), {
		instanceOf: UsageError,
		message: 'bench.yaml has 2 microbit: say left or --sn 9900b',
	});
	t.is(found({name: 'microbit', sn: '9900b'}, ports, bench).sn, '9900b');
});

test('a probe that bench.yaml gives to another board is not taken, not even by number', t => {
	const bench = 'boards: [{board: cc2538dk, sn: "7"}]';
	t.throws(() => found({name: 'nrf52840dk'}, [jlink('7')], bench), {instanceOf: EnvironmentError});
	t.throws(() => found({name: 'nrf52840dk', sn: '7'}, [jlink('7')], bench), {
		instanceOf: UsageError,
		message: 'sn 7 is a cc2538dk by bench.yaml, not a nrf52840dk',
	});
});

test('a board that is switched off is neither found nor taken for another', t => {
	const bench = 'boards: [{board: microbit, name: left, sn: 9900a, enabled: false}]';
	t.throws(() => found({name: 'left'}, [microbit('9900a')], bench), {
		message: 'bench.yaml has left switched off',
	});
	t.throws(() => found({name: 'microbit'}, [microbit('9900a')], bench), {
		instanceOf: EnvironmentError,
	});
});

test('a board whose line is an adapter is where bench.yaml says, else nowhere', t => {
	const bench = 'boards: [{board: stm32vldiscovery, sn: 37FF, port: /dev/ttyUSB7}]';
	t.like(found({name: 'stm32vldiscovery'}, [], bench), {path: '/dev/ttyUSB7', sn: '37FF'});
	t.throws(() => found({name: 'stm32vldiscovery'}, []), {
		instanceOf: EnvironmentError,
		message: /nothing tells which port and probe are those of stm32vldiscovery; write it into/,
	});
});

test('without a board there is a line that says what is plugged in instead', t => {
	t.throws(() => found({name: 'microbit'}, []), {
		instanceOf: EnvironmentError,
		message: 'no microbit is plugged in; there is no serial port on USB',
	});
	t.throws(() => found({name: 'microbit'}, [jlink('7')]), {message: /there are:\n {2}\/dev\/7 /});
});

const ports: [what: string, port: UsbPort, fits: boolean][] = [
	['as it should be', microbit('9900a'), true],
	['of the second edition', microbit('9904a'), false],
	['of another vendor', {...microbit('9900a'), vid: '1366'}, false],
	['of another product', {...microbit('9900a'), pid: '0205'}, false],
	['with another interface', {...microbit('9900a'), interface: 2}, false],
	['of which no interface is told', {...microbit('9900a'), interface: undefined}, true],
	['without a number, where one is needed', {...microbit('9900a'), sn: undefined}, false],
];

for (const [what, port, fits] of ports) {
	test(`a port ${what} ${fits ? 'could' : 'could not'} be the first micro:bit`, t => {
		t.is(couldBe(boards.find(({id}) => id === 'microbit')!, port), fits);
	});
}

test('a debugger that calls itself something else is no development kit of Nordic', t => {
	const kit = boards.find(({id}) => id === 'nrf52840dk')!;
	t.true(couldBe(kit, jlink('7')));
	t.false(couldBe(kit, {...jlink('7'), product: 'Flasher'}));
});

function found(wanted: Wanted, plugged: readonly UsbPort[], bench = '') {
	const facts = parseBench(bench, {file: 'bench.yaml', boards});
	return locate(wanted, {boards, bench: facts, ports: plugged});
}

function microbit(sn: string): UsbPort {
	const product = 'BBC micro:bit CMSIS-DAP';
	return {path: `/dev/${sn}`, vid: '0d28', pid: '0204', sn, product, interface: 1};
}

function jlink(sn: string | undefined, path = `/dev/${sn}`): UsbPort {
	return {path, vid: '1366', pid: '1015', sn, product: 'J-Link', interface: 0};
}
