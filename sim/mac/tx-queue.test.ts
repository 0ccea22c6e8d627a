import test from 'ava';
import fc from 'fast-check';
import {TxQueue} from './tx-queue.js';

test('frames leave in the order in which they came, with all that belongs to them', t => {
	const queue = new TxQueue(2, 4);
	queue.push(1, 70, 0xffff, 255);
	queue.push(1, 71, 3, 0);
	t.deepEqual(head(queue, 1), [70, 0xffff, 255, 0]);
	t.is(queue.pop(1), 70);
	t.deepEqual(head(queue, 1), [71, 3, 0, 1]);
});

test('a queue takes as many as it is deep; one that leaves makes room for one', t => {
	const queue = new TxQueue(1, 2);
	queue.push(0, 70, 1, 0);
	t.true(queue.hasRoom(0));
	queue.push(0, 71, 1, 0);
	t.false(queue.hasRoom(0));
	queue.pop(0);
	t.true(queue.hasRoom(0));
});

test('an empty queue has no head', t => {
	const queue = new TxQueue(1, 2);
	t.is(queue.head(0), -1);
	queue.push(0, 70, 1, 0);
	queue.pop(0);
	t.deepEqual([queue.head(0), queue.length(0)], [-1, 0]);
});

test('queues of neighbours do not touch, however often they go round', t => {
	const frames = fc.array(fc.record({radio: fc.nat(2), push: fc.boolean()}), {maxLength: 200});
	fc.assert(
		fc.property(frames, steps => {
			const queue = new TxQueue(3, 4);
			const model: number[][] = [[], [], []];
			for (const [psdu, {radio, push}] of steps.entries()) {
				if (push && queue.hasRoom(radio)) {
					queue.push(radio, psdu, 1, 0);
					model[radio].push(psdu);
				} else if (model[radio].length > 0 && queue.pop(radio) !== model[radio].shift())
					return false;
			}
			return model.every((waiting, radio) => queue.length(radio) === waiting.length);
		}),
		{seed: 1},
	);
	t.pass();
});

test('a handle names one frame of a radio, long after it has left', t => {
	const queue = new TxQueue(2, 2);
	const handles = Array.from({length: 100}, (_, psdu) => {
		const handle = queue.push(1, psdu, 1, 0);
		queue.pop(1);
		return handle;
	});
	t.is(new Set(handles).size, 100);
});

function head(queue: TxQueue, radio: number): number[] {
	return [queue.head(radio), queue.destination(radio), queue.dsn(radio), queue.handle(radio)];
}
