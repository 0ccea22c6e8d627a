/*
 * How a gateway is found: MQTT-SN 1.2, 6.1.
 */
import type {SearchGw} from '../wire/discovery.js';
import type {Core} from './core.js';

const MS_PER_S = 1000;
const WHOLE_NETWORK = 0;

/** ADVERTISE every TADV, and only while the broker is in reach. */
export function advertise(core: Core): void {
	const {gwId, tadvS} = core.options;
	core.advertiseAtMs = core.nowMs + tadvS * MS_PER_S;
	if (!core.brokerReachable) return;
	core.broadcast({type: 'ADVERTISE', gwId, durationS: tadvS}, WHOLE_NETWORK);
}

/**
 * SEARCHGW is answered at once and as far as it was asked, even while the broker is out of reach:
 * the next CONNECT is how this gateway learns that the broker is back.
 */
export function onSearchGw(core: Core, message: SearchGw): void {
	core.broadcast({type: 'GWINFO', gwId: core.options.gwId}, message.radius);
}
