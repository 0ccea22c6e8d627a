/* One table for both ends and for the document. */
import {readFileSync} from 'node:fs';
import test from 'ava';
import {
	Capability,
	Carrier,
	Event,
	FrameType,
	LogLevel,
	nameIn,
	Op,
	PongFlag,
	ResetReason,
	Stat,
	Status,
} from './codes.js';
import {ConfigKey} from './config-key.js';

const ROOT = new URL('../../../', import.meta.url);
const TABLES = {
	FrameType,
	Op,
	Status,
	ResetReason,
	Capability,
	Carrier,
	PongFlag,
	LogLevel,
	Stat,
};

for (const [name, table] of Object.entries(TABLES)) {
	test(`${name} has the numbers that the firmware gives it`, t => {
		t.deepEqual(Object.entries(table), enumIn('firmware/link/codes.ts', name));
	});

	test(`docs/serial.md lists ${name}, whole and nothing else`, t => {
		t.deepEqual(documented(name), Object.entries(table));
	});
}

test("an event has the number of the firmware's report", t => {
	t.deepEqual(Object.entries(Event), enumIn('firmware/report.ts', 'Report'));
	t.deepEqual(documented('Event'), Object.entries(Event));
});

test('what CONFIG sets has the number of the firmware', t => {
	const source = read('firmware/config.ts');
	const [, body] = /enum ConfigKey \{(.*?)\n\}/s.exec(source)!;
	for (const [name, number] of Object.entries(ConfigKey)) {
		t.regex(body!, new RegExp(`\\b${name} = ${number},`));
	}
});

test('a number is told by its name, and without one as it is', t => {
	t.is(nameIn(Status, 3), 'WRONG_STATE');
	t.is(nameIn(Status, 77), '77');
});

/** Names in capitals, and numbers, of an enum in a source. */
function enumIn(file: string, name: string): [string, number][] {
	const [, body] = new RegExp(`enum ${name} \\{(.*?)\\n\\}`, 's').exec(read(file))!;
	return [...body!.matchAll(/^\t(\w+) = (\w+),/gm)].map(([, one, number]) => [
		one!.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(),
		Number(number),
	]);
}

/** Names and numbers of the table below the heading. */
function documented(name: string): [string, number][] {
	const [, section = ''] = read('docs/serial.md').split(`### ${name}\n`);
	const [table = ''] = section.split(/^#/m);
	return [...table.matchAll(/^\| (\w+) \| `(\w+)` \|/gm)].map(([, number, one]) => [
		one!,
		Number(number),
	]);
}

function read(file: string): string {
	return readFileSync(new URL(file, ROOT), 'utf8');
}
