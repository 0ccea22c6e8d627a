import type {LinkOptions} from './port.js';

/** Throws a RangeError where a session is to be kept that has no client id: [MQTT-3.1.3-7]. */
export function mustBeNamed({clientId, cleanSession}: LinkOptions): void {
	if (clientId === '' && !cleanSession) throw new RangeError('a kept session needs a client id');
}
