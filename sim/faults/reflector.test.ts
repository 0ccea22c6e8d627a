import test from 'ava';
import {Reflector, type ReflectorHandle} from './reflector.js';

test('a frame comes back the other way round from strike to heal', t => {
	const {reflector, handle, sent} = bench(1);
	handle.onFrame(Uint8Array.of(1, 2));
	reflector.strike();
	handle.onFrame(Uint8Array.of(1, 2));
	reflector.heal();
	handle.onFrame(Uint8Array.of(1, 2));
	t.deepEqual(sent, ['2,1']);
	t.is(reflector.sent, 1);
});

test('a frame that has no other way round does not come back', t => {
	const {reflector, handle, sent} = bench(1);
	reflector.strike();
	handle.onFrame(Uint8Array.of(0));
	t.deepEqual(sent, []);
});

test('a share of the frames comes back, and no more', t => {
	const {reflector, handle, sent} = bench(0.25);
	reflector.strike();
	for (let count = 0; count < 100; count++) handle.onFrame(Uint8Array.of(1, 2));
	t.is(sent.length, 25);
});

/** Luck goes through 100 values evenly; a frame with a nought has no other way round. */
function bench(share: number) {
	const sent: string[] = [];
	const handle: ReflectorHandle = {
		onFrame: () => {},
		mirrored: frame => (frame[0] === 0 ? undefined : frame.toReversed()),
		sendFrame: frame => void sent.push(frame.join()),
		luck: number => ((number % 100) + 0.5) / 100,
	};
	return {reflector: new Reflector(handle, share), handle, sent};
}
