/*
 * When a fault or an attacker of a scenario strikes.
 *
 *   once       at         at + for
 *              strike --- heal           never, without `for`
 *   again      at          at + for             at + every        at + every + for
 *              strike ---- heal                 strike ---------- heal               ...
 */
import {duration, HOUR, number, SECOND} from './terms.js';

/** The longest of all times: a week. */
export const DAYS = 168 * HOUR;

/** When, and for how long. */
export const once = {
	at: duration(0, DAYS, 'When it strikes.'),
	for: duration(SECOND, DAYS, 'When it heals after that; never, unless given.').optional(),
};

/** When, how long, how often, how likely. */
export const again = {
	...once,
	every: duration(SECOND, DAYS, 'It strikes again after each such time.').optional(),
	probability: number(0, 1, 'How likely each strike is; certain, unless given.').optional(),
};
