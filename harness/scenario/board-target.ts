/*
 * A board at a serial line as the place where keys are to go: PROVISION, once. What it keeps it
 * uses from its next start on, so it is started anew.
 */
import {EnvironmentError} from '../errors.js';
import type {Identity, ProvisionTarget} from '../keys/provision.js';
import {nameIn, Op, Status} from '../serial/codes.js';
import type {SerialBoard} from '../transport/serial.js';

export class BoardTarget implements ProvisionTarget {
	constructor(private readonly board: SerialBoard) {}

	/** An EnvironmentError where the line is lost, or the board knows nothing of keys. */
	async provision({eui, batch, factoryKey, recoveryKey}: Identity): Promise<'done' | 'refused'> {
		const {line} = this.board;
		const args = [Buffer.from(eui, 'hex'), factoryKey, recoveryKey, batch];
		const outcome = await line.ask(Op.PROVISION, args, true);
		if (outcome.kind === 'lost') throw unprovisioned(eui, outcome.reason);
		if (outcome.status === Status.REFUSED) return 'refused';
		if (outcome.status !== Status.OK) throw unprovisioned(eui, nameIn(Status, outcome.status));
		await this.board.reset();
		return 'done';
	}
}

function unprovisioned(eui: string, why: string): EnvironmentError {
	return new EnvironmentError(`the board for ${eui} could not be given its keys: ${why}`);
}
