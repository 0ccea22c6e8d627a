import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {EnvironmentError, UsageError} from '../errors.js';
import {boardCalled, boardsIn} from '../locate/catalogue.js';
import {elfImage} from './elf.js';
import {elfOf} from './elf-bench.js';
import {builtImage, imageFor} from './image.js';

const microbit = boardCalled('microbit', boardsIn());
const BUILD_ID = '0011223344556677';

test('an image tells where it will lie, and which build it is', t => {
	t.deepEqual(elfImage(elfOf({at: 0x100, boardId: 'microbit', buildId: BUILD_ID})), {
		buildId: BUILD_ID,
		ranges: [{from: 0x100, to: 0x100 + 64}],
	});
});

test('an image that is cut off anywhere is none', t => {
	const whole = elfOf({at: 0, boardId: 'microbit', buildId: BUILD_ID});
	for (let size = 0; size < whole.length; size++) {
		t.is(elfImage(whole.subarray(0, size)), undefined);
	}
});

test('an image with any bit turned over is read or refused, and never throws', t => {
	const whole = elfOf({at: 0, boardId: 'microbit', buildId: BUILD_ID});
	for (let bit = 0; bit < 8 * whole.length; bit++) {
		const turned = Uint8Array.from(whole);
		turned[bit >> 3]! ^= 1 << (bit & 7);
		t.notThrows(() => elfImage(turned));
	}
});

test('an image for another board is refused before anything is written', t => {
	const file = written(t, 'node.elf', elfOf({at: 0, boardId: 'lm3s6965evb', buildId: BUILD_ID}));
	t.throws(() => imageFor(microbit, file), {
		instanceOf: UsageError,
		message: `${file} is not for microbit, but for another board`,
	});
});

test('an image ends with the flash of its board at the latest', t => {
	const last = microbit.mcu.flashAt! + microbit.mcu.flashBytes - 64;
	const fits = elfOf({at: last, boardId: 'microbit', buildId: BUILD_ID});
	t.is(imageFor(microbit, written(t, 'fits.elf', fits)).buildId, BUILD_ID);
	const one = elfOf({at: last + 1, boardId: 'microbit', buildId: BUILD_ID});
	t.throws(() => imageFor(microbit, written(t, 'more.elf', one)), {
		instanceOf: UsageError,
		message: /more\.elf is not for microbit: it writes to 0x3ffc1, outside of its flash$/,
	});
});

const files: [what: string, name: string, octets: Uint8Array | string, complaint: RegExp][] = [
	['of an unknown form', 'node.bin', 'x', /is neither \.elf nor \.hex$/],
	['that is no image', 'node.elf', 'x', /is no image for an Arm processor$/],
];

for (const [what, name, octets, message] of files) {
	test(`a file ${what} is refused`, t => {
		t.throws(() => imageFor(microbit, written(t, name, octets)), {
			instanceOf: UsageError,
			message,
		});
	});
}

test('a file that is not there is a mistake, an image that is not built is not', t => {
	t.throws(() => imageFor(microbit, '/nowhere/node.elf'), {instanceOf: UsageError});
	t.throws(() => builtImage(microbit, '/nowhere'), {
		instanceOf: EnvironmentError,
		message:
			/^no image of microbit is built; node build\/scripts\/build-firmware\.js --board microbit$/,
	});
});

test('an image of .hex is taken as it is, and its build is not known', t => {
	t.is(imageFor(microbit, written(t, 'node.hex', ':00000001FF\n')).buildId, undefined);
});

test('an image that is older than the firmware is not taken for it', t => {
	const build = temporary(t);
	mkdirSync(path.join(build, 'images/microbit'), {recursive: true});
	const image = elfOf({at: 0, boardId: 'microbit', buildId: BUILD_ID});
	writeFileSync(path.join(build, 'images/microbit/node.elf'), image);
	writeFileSync(path.join(build, 'node.json'), JSON.stringify({sha256: `${BUILD_ID}ffff`}));
	t.is(builtImage(microbit, build).buildId, BUILD_ID);
	writeFileSync(path.join(build, 'node.json'), JSON.stringify({sha256: 'ffffffffffffffffffff'}));
	t.throws(() => builtImage(microbit, build), {
		instanceOf: EnvironmentError,
		message: /the image of microbit is build 0011223344556677, the firmware is ffffffffffffffff;/,
	});
});

function written(t: ExecutionContext, name: string, octets: Uint8Array | string): string {
	const file = path.join(temporary(t), name);
	writeFileSync(file, octets);
	return file;
}

function temporary(t: ExecutionContext): string {
	const folder = mkdtempSync(path.join(tmpdir(), 'image-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	return folder;
}
