/*
 * What "nothing happens" means to a gateway: the very next answer is that to a PINGREQ sent
 * after it, and none follows.
 */
import {Deviation} from '../case.js';
import type {Peer} from '../peer.js';

/** A Deviation where `octets` of a connected client cause any answer, or end the connection. */
export async function isIgnored(peer: Peer, octets: string): Promise<void> {
	peer.send(octets);
	await isServed(peer);
}

/** A Deviation where a connected client is not served like one, or anything else comes. */
export async function isServed(peer: Peer): Promise<void> {
	await peer.ask({type: 'PINGREQ'}, {type: 'PINGRESP'});
	await peer.silence();
}

/**
 * A Deviation where `octets` are accepted: they may be dropped, or refused in `answer`. A gateway
 * that is dead does either: whoever asks makes sure that it is not.
 */
export async function isNotAccepted(
	peer: Peer,
	octets: string,
	answer: 'CONNACK' | 'SUBACK' | 'REGACK' | 'PUBACK',
): Promise<void> {
	peer.send(octets);
	const message = await peer.soon();
	if (message === undefined) return;
	const refused = message.type === answer && message.returnCode !== 0;
	if (!refused) throw new Deviation(`${message.type} instead of a refusal or silence`);
}
