/*
 * PINGREQ: MQTT-SN 1.2, 6.11.
 */
import type {Core} from './core.js';
import type {Session} from './session.js';

/** Answered here, without the broker: it asks after this gateway. */
export function onPingreq(core: Core, session: Session): void {
	core.send(session.address, {type: 'PINGRESP'});
}
