/*
 * The shape of a check: it reads the trace while it is written and says in the end what it found.
 * A check knows that nobody acts on it; it never writes.
 */
import type {Observer} from '../kernel/trace.js';

export interface Check<Finding> extends Observer {
	/** What has been found so far. */
	verdict(): Finding;
}
