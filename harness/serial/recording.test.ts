import test from 'ava';
import {Direction, type Entry, entriesOf, Recorder} from './recording.js';

const ENTRIES: Entry[] = [
	{tNs: 0, direction: Direction.TO_DEVICE, octets: Uint8Array.of(0, 0, 0)},
	{tNs: 2 ** 40, direction: Direction.FROM_DEVICE, octets: Uint8Array.of(1, 255)},
];

test('what is recorded is read again, times beyond 32 bits included', t => {
	t.deepEqual(entriesOf(recorded(ENTRIES)).map(plain), ENTRIES.map(plain));
});

test('an entry that was cut off is left out, the others are there', t => {
	const recording = recorded(ENTRIES);
	t.deepEqual(entriesOf(recording.subarray(0, -1)).map(plain), [plain(ENTRIES[0]!)]);
});

test('what is no recording is none', t => {
	for (const octets of [[1], [0x93, 1, 2, 0xc4, 0], [0x80]]) {
		t.throws(() => entriesOf(Uint8Array.from(octets)), {instanceOf: RangeError});
	}
	t.deepEqual(entriesOf(new Uint8Array()), []);
});

test('a recorder stops at its bound, and says so', t => {
	const parts: Uint8Array[] = [];
	const recorder = new Recorder(octets => void parts.push(octets), 100);
	recorder.add({tNs: 0, direction: 0, octets: new Uint8Array(84)});
	t.false(recorder.full);
	recorder.add({tNs: 0, direction: 0, octets: new Uint8Array(1)});
	t.true(recorder.full);
	t.is(parts.length, 1);
});

function recorded(entries: readonly Entry[]): Uint8Array {
	const parts: Uint8Array[] = [];
	const recorder = new Recorder(octets => void parts.push(octets), 1000);
	for (const entry of entries) recorder.add(entry);
	return Buffer.concat(parts);
}

function plain({tNs, direction, octets}: Entry): string {
	return `${tNs} ${direction} ${Buffer.from(octets).toString('hex')}`;
}
