/*
 * What the parts of the key server share.
 */
import type {Attachments} from './attachments.js';
import type {Entropy} from './entropy.js';
import type {Counters, KeyEvent} from './event.js';
import type {Grants} from './grants.js';
import type {Registry} from './registry.js';

export interface Core {
	readonly registry: Registry;
	readonly grants: Grants;
	readonly attachments: Attachments;
	readonly entropy: Entropy;
	readonly counters: Counters;
	/** Milliseconds since 1970. */
	readonly now: () => number;
	readonly event: (event: KeyEvent) => void;
}
