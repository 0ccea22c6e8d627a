import test from 'ava';
import {FLASH_PAGE_SIZE, Flash} from '../../sim/node/flash.js';
import {
	after,
	erasesOf,
	fullFor,
	noise,
	opened,
	readable,
	settled,
	turns,
	used,
} from './journal-bench.js';
import {rcOf, rkOf, sessionSecretOf} from './journal-module.js';
import {luckOf} from './power-cuts.js';

/* A state is a line: generations of Recovery and Key, ceilings up and down, generation of Session. */

const EUI = '00124b0001020304';
const STATE_PANIC = 6;

const fresh = test.macro<[Uint8Array]>({
	title: (claim = '') => `a fresh flash ${claim} holds nothing, and stays as it is`,
	exec(t, image) {
		const flash = new Flash(image);
		t.is(opened(flash).state, '- - - - -');
		t.is(flash.steps, 0);
	},
});
test('that reads 0xff', fresh, new Flash().image());
test('that reads 0x00', fresh, new Uint8Array(2048));
test('full of noise', fresh, noise());

test('what was written is there after a boot', t => {
	const flash = new Flash();
	t.true(settled(opened(flash)));
	t.is(opened(flash).state, '0 3 512 256 3');
});

test('bodies are kept octet for octet', t => {
	const journal = opened(new Flash(after(settled)));
	const [rk, rc, session] = [rkOf(3), rcOf(3), sessionSecretOf(3)].map(hex);
	t.is(journal.body('Key'), `03000000${EUI}${rc}${rk}`);
	t.is(journal.body('Recovery'), `00000000${EUI}${rc}0a090807`);
	t.is(journal.body('Session'), `03000000${session}`);
	t.is(journal.body('Uplink'), '00020000');
});

test('a device gets its first key once', t => {
	const flash = new Flash();
	t.true(opened(flash).provision());
	const before = flash.image();
	t.false(opened(flash).provision());
	t.deepEqual(flash.image(), before);
});

test('a generation that is not higher is a bug of the caller', t => {
	const journal = opened(new Flash(after(used)));
	t.throws(() => journal.writeKey(3), {instanceOf: WebAssembly.RuntimeError});
	t.is(journal.panic, STATE_PANIC);
});

test('goal/G6: a new key leaves nothing of the older one and of its session', t => {
	const flash = new Flash();
	const journal = opened(flash);
	t.true(settled(journal) && journal.writeKey(4));
	t.deepEqual(readable(flash.image(), [rkOf(0), rkOf(3), sessionSecretOf(3)]), []);
	t.is(journal.state, '0 4 512 256 -');
});

test('fault/P10: a recovery replaces both copies of RC', t => {
	const flash = new Flash(after(settled));
	t.is(copiesOf(rcOf(0), flash), 2);
	t.true(opened(flash).writeKey(0x0100_0000));
	t.is(copiesOf(rcOf(0x0100_0000), flash), 2);
	t.deepEqual(readable(flash.image(), [rcOf(0)]), []);
});

test('a key that does not read any more leaves its RC in the other copy', t => {
	const flash = spoilt(after(settled), rkOf(3));
	t.is(opened(flash).state, '0 - 512 256 -');
	t.is(opened(flash).body('Recovery')!.slice(24, 56), hex(rcOf(0)));
});

test('a second copy of RC that does not read any more is made anew from the key', t => {
	const flash = spoilt(after(settled), Buffer.from('0a090807', 'hex'));
	const journal = opened(flash);
	t.is(journal.body('Key')!.slice(24, 56), journal.body('Recovery')!.slice(24, 56));
	t.true(journal.body('Recovery')!.endsWith('ffffffff'), 'the batch is unknown');
});

test('attack/N2: a session without the ceiling of its counter is zeroised', t => {
	const flash = spoilt(after(settled), Buffer.from('00020000', 'hex'));
	t.is(opened(flash).state, '0 3 - 256 -');
	t.deepEqual(readable(flash.image(), [sessionSecretOf(3)]), []);
});

test('a page that was disturbed while it was blank is erased before it is used', t => {
	const image = fullFor(journal => journal.writeKey(4));
	const blank = image.subarray(FLASH_PAGE_SIZE).every(octet => octet === 0xff) ? 1 : 0;
	image.set(noise().subarray(0, FLASH_PAGE_SIZE), blank * FLASH_PAGE_SIZE);
	const flash = new Flash(image);
	t.true(opened(flash).writeKey(4));
	t.is(opened(flash).state, '0 4 512 256 -');
});

test('attack/N3: 1,000 boots, each with two new ceilings, erase a page 20 times', t => {
	const flash = new Flash(after(settled));
	for (let boot = 1; boot <= 1000; boot++) {
		const journal = opened(flash);
		t.true(journal.writeCeiling('Uplink', 512 + 256 * boot));
		t.true(journal.writeCeiling('Downlink', 256 + 256 * boot));
	}
	t.is(opened(flash).state, '0 3 256512 256256 3');
	// Of 1,024 octets 16 are the header and 204 are live: 50 ceilings fit between two turns.
	t.deepEqual([flash.erases(0), flash.erases(1)], [20, 20]);
});

test('attack/N3: in a storm of 1,000 power cuts the ceiling only rises, and a page is erased 100 times at most', t => {
	const flash = new Flash(after(settled));
	const luck = luckOf(7);
	let ceiling = 512;
	for (let boot = 0; boot < 1000; boot++) {
		flash.cutAt(luck() % 48, luck);
		t.throws(() => {
			for (;;) opened(flash).writeCeiling('Uplink', ceiling + 256);
		});
		const found = Number(opened(new Flash(flash.image())).state.split(' ')[2]);
		t.true(found === ceiling || found === ceiling + 256);
		ceiling = found;
	}
	t.true(flash.erases(0) <= 100 && flash.erases(1) <= 100, `${erasesOf(flash)} erases`);
});

test('no word is programmed more than twice between two erases', t => {
	const flash = new CountingFlash(after(settled));
	const journal = opened(flash);
	for (let generation = 4; generation < 104; generation++) {
		t.true(journal.writeKey(generation) && journal.writeSession(generation));
		t.true(journal.writeCeiling('Uplink', 256 * generation));
	}
	t.is(flash.programsMax, 2);
});

test('where a word can be programmed once only, the older key goes with its page', t => {
	const flash = new OnceFlash(after(settled));
	t.true(opened(flash).writeKey(4));
	t.is(opened(flash).state, '0 4 512 256 -');
	t.deepEqual(readable(flash.image(), [rkOf(3), sessionSecretOf(3)]), []);
});

test('a key that does not read back is refused, and the older one counts', t => {
	const image = after(settled);
	const flash = new WornFlash(image);
	t.false(opened(flash).writeKey(4));
	t.is(opened(new Flash(flash.image())).state, '0 3 512 256 3');
	t.deepEqual(readable(flash.image(), [rkOf(4)]), []);
});

test('a flash that is worn out refuses every record, and keeps what it has', t => {
	const flash = new WornFlash(fullFor(journal => journal.writeSession(3)));
	const journal = opened(flash);
	t.false(journal.writeSession(3));
	t.false(journal.writeCeiling('Uplink', 768));
	t.deepEqual(readable(journal.memory, [rkOf(3), rcOf(3), sessionSecretOf(3)]), []);
	t.is(journal.state, '0 3 512 256 3');
});

test('attack/P1: nothing of a key stays in memory, in at most 48 octets', t => {
	const flash = new Flash(fullFor(journal => journal.writeKey(4)));
	const journal = opened(flash);
	t.true(turns(flash.image(), next => next.writeKey(4)));
	t.true(journal.writeKey(4) && journal.writeSession(4));
	const secrets = [3, 4].flatMap(generation => [rkOf(generation), sessionSecretOf(generation)]);
	t.deepEqual(readable(journal.memory, [...secrets, rcOf(4)]), []);
	t.true(journal.size <= 48);
});

/** Counts the programs of each word since its last erase. */
class CountingFlash extends Flash {
	programsMax = 0;
	readonly #programs = new Uint32Array(512);

	override program(at: number, from: Uint8Array): void {
		super.program(at, from);
		for (let word = at / 4; word < (at + from.length) / 4; word++) {
			this.programsMax = Math.max(this.programsMax, ++this.#programs[word]!);
		}
	}

	override erase(page: number): void {
		super.erase(page);
		this.#programs.fill(0, 256 * page, 256 * (page + 1));
	}
}

/** Ignores a program where a word is not blank, as some flash with an error-correcting code does. */
class OnceFlash extends Flash {
	override program(at: number, from: Uint8Array): void {
		const before = Buffer.alloc(from.length);
		this.read(at, before);
		if (before.every(octet => octet === 0xff)) super.program(at, from);
	}
}

/** Loses one bit of whatever is programmed. */
class WornFlash extends Flash {
	override program(at: number, from: Uint8Array): void {
		const weak = Uint8Array.from(from);
		weak[0]! &= weak[0]! - 1;
		super.program(at, weak);
	}
}

/** A flash in which one bit of `octets`, wherever they are, has gone to 0. */
function spoilt(image: Uint8Array, octets: Buffer): Flash {
	const at = Buffer.from(image).lastIndexOf(octets);
	const lowest = [0, 1, 2, 3].find(index => octets[index] !== 0)!;
	image[at + lowest]! &= image[at + lowest]! - 1;
	return new Flash(image);
}

function copiesOf(secret: Buffer, flash: Flash): number {
	return hex(Buffer.from(flash.image())).split(hex(secret)).length - 1;
}

function hex(octets: Buffer): string {
	return octets.toString('hex');
}
