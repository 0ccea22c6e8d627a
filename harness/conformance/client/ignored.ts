/*
 * What "nothing happens" means to a client: PINGREQ of its gateway is answered next, and nothing
 * follows.
 */
import type {Peer} from '../peer.js';

/** A Deviation where a client at rest answers `octets`, or is disturbed by them. */
export async function isIgnored(gateway: Peer, octets: string): Promise<void> {
	gateway.send(octets);
	await isAtRest(gateway);
}

/** A Deviation where a client is not connected, or has anything to say. */
export async function isAtRest(gateway: Peer): Promise<void> {
	await gateway.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
	await gateway.silence();
}
