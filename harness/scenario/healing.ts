/*
 * When a fleet has had its time to heal: a while after the last fault has struck for the first
 * time. What is published from then on has to arrive as if nothing had happened.
 */
import type {Scenario} from './schema.js';
import {MINUTE} from './terms.js';

/** Nodes notice by what they send, and keep-alive and retries take their time. */
const HEALING_MS = 5 * MINUTE;

/** In microseconds; undefined where nothing strikes. */
export function healedFromUs({faults}: Pick<Scenario, 'faults'>): number | undefined {
	if (faults.length === 0) return undefined;
	return 1000 * (Math.max(...faults.map(({atMs}) => atMs)) + HEALING_MS);
}
