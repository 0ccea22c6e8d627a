/*
 * A device as its gateway knows it: its sessions, where it was heard last, and what it is still to
 * be told. Towards the MQTT-SN core it has one address, whatever the network calls it today.
 */
import type {Address} from '../transport/transport.js';
import {Reminder} from './reminder.js';
import type {SecureSession} from './session.js';

export const PEER_PREFIX = 'eui:';

export class Peer {
	readonly eui: Uint8Array;
	/** The EUI-64 in 16 lower-case hex digits. */
	readonly name: string;
	/** What the core calls it. */
	readonly address: Address;
	/** Where it was heard last, behind whichever forwarders. */
	place: Address = '';
	heardMs = Number.NEGATIVE_INFINITY;
	active: SecureSession | undefined;
	/** The session before, for records that were on their way. */
	previous: SecureSession | undefined;
	/** In the order in which they were granted. */
	grants: SecureSession[] = [];
	/** Of the CONF that waits for the key server. */
	confPid: number | undefined;
	/** Until its generation is higher than that of the session that it is to leave. */
	rekey: {reason: number; deadlineS: number; readonly reminder: Reminder} | undefined;
	/** Whether it is connected, so that it is to have the group key. */
	isMember = false;
	/** The group epoch that it has acknowledged last. */
	groupEpoch: number | undefined;
	groupReminder = new Reminder();

	constructor(eui: Uint8Array) {
		this.eui = Uint8Array.from(eui);
		this.name = nameOf(eui);
		this.address = `${PEER_PREFIX}${this.name}`;
	}

	get sessions(): SecureSession[] {
		const {active, previous, grants} = this;
		return [active, previous, ...grants].filter(session => session !== undefined);
	}
}

/** An EUI-64 in 16 lower-case hex digits. */
export function nameOf(eui: Uint8Array): string {
	return Buffer.from(eui).toString('hex');
}
