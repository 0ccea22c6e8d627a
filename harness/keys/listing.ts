/*
 * What an operator may see: rows and fleet without their secrets.
 */
import type {Core} from './core.js';
import {currentSalt} from './fleet.js';
import type {Listed, Status} from './order.js';
import type {Row} from './row.js';

export function listed({eui, state, generation, batch, root, home}: Row): Listed {
	const awaitsRecovery = root === undefined && (state === 'active' || state === 'suspect');
	return {
		eui,
		state,
		generation,
		batch,
		awaitsRecovery,
		...(home !== undefined && {gateway: home}),
	};
}

export function statusOf({registry, attachments, counters}: Core): Status {
	const devices = {new: 0, active: 0, suspect: 0, revoked: 0};
	for (const {state} of registry.rows()) devices[state] += 1;
	const {gateways, group, join, gapUntilMs, masters} = registry.fleet;
	return {
		devices,
		gateways: gateways.map(({gwid, gwId}) => ({gwid, gwId})),
		attached: attachments.count,
		groupEpoch: group.epoch,
		saltVersion: currentSalt(registry.fleet).version,
		batches: masters.map(({batch}) => batch),
		...(join !== undefined && {joinUntilMs: join.untilMs}),
		...(gapUntilMs !== undefined && {gapUntilMs}),
		counters: {...counters},
	};
}
