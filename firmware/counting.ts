/* One more of what counter.ts names. */
import {Counter} from './counter';
import {counters} from './layout';

export function count(counter: Counter): void {
	const at = counters + usize(counter) * 4;
	store<u32>(at, load<u32>(at) + 1);
}
