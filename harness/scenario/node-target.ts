/*
 * A simulated node as the place where keys are to go: into its flash, by its own firmware.
 */
import type {WasmNode} from '../../sim/node/wasm-node.js';
import type {Identity, ProvisionTarget} from '../keys/provision.js';

const BATCH_SIZE = 4;

export class NodeTarget implements ProvisionTarget {
	constructor(private readonly node: WasmNode) {}

	/** Throws RangeError for a node that is on. */
	async provision({eui, batch, factoryKey, recoveryKey}: Identity): Promise<'done' | 'refused'> {
		const batchOctets = Buffer.alloc(BATCH_SIZE);
		batchOctets.writeUInt32BE(batch);
		const octets = Buffer.concat([Buffer.from(eui, 'hex'), factoryKey, recoveryKey, batchOctets]);
		const done = this.node.provision(octets);
		octets.fill(0);
		return done ? 'done' : 'refused';
	}
}
