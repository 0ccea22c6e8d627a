/*
 * The one way by which keys come onto a node: straight from the key server and the offline
 * authority into the node, never into a file that is read again.
 *
 *   enrol    authority   RC_0, stored
 *   register key server  FK, durable
 *   hand over            done    -> the device may join
 *                        refused -> the registration is undone
 *
 * Knows no flash, no serial line and no store.
 */
import type {Desk} from './desk.js';

/** All that makes a node one of the fleet. */
export interface Identity {
	readonly eui: string;
	readonly batch: number;
	/** FK and RC_0, 16 octets each. */
	readonly factoryKey: Uint8Array;
	readonly recoveryKey: Uint8Array;
}

/** A node that can be given an identity: on a serial line, or its flash in a simulation. */
export interface ProvisionTarget {
	/** Refused where it has one already, or cannot keep it. */
	provision(identity: Identity): Promise<'done' | 'refused'>;
}

export interface Provisioning {
	readonly eui: string;
	readonly batch: number;
	readonly individual: boolean;
	readonly replace: boolean;
	readonly recoveryKey: Uint8Array;
}

/** Registers a device and hands its keys over. Whatever happens, they are erased here. */
export async function provision(
	desk: Pick<Desk, 'ask'>,
	target: ProvisionTarget,
	{eui, batch, individual, replace, recoveryKey}: Provisioning,
): Promise<'done' | 'refused'> {
	const asked = {ask: 'register', eui, batch, individual, replace} as const;
	try {
		const {factoryKey} = (await desk.ask(asked)) as {factoryKey: Uint8Array};
		let outcome: 'done' | 'refused' = 'refused';
		try {
			outcome = await target.provision({eui, batch, factoryKey, recoveryKey});
		} finally {
			factoryKey.fill(0);
			if (outcome === 'refused') await desk.ask({ask: 'unregister', eui});
		}
		return outcome;
	} finally {
		recoveryKey.fill(0);
	}
}
