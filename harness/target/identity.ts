/*
 * Keys for a node at a serial line: PROVISION, once, and then the node starts anew, since keys
 * count from the next start on.
 *
 *   PROVISION  answered OK         -> RESET -> done
 *              answered REFUSED    -> refused      it has keys, or cannot keep them
 *              not answered        -> an EnvironmentError
 */
import {EnvironmentError} from '../errors.js';
import type {Identity} from '../keys/provision.js';
import {nameIn, Op, Status} from '../serial/codes.js';
import type {SerialBoard} from '../transport/serial.js';

/** Gives `board` its first keys. Neither recordings nor errors have a word of them. */
export async function provisionBoard(
	board: SerialBoard,
	{eui, factoryKey, recoveryKey, batch}: Identity,
): Promise<'done' | 'refused'> {
	const args = [new Uint8Array(Buffer.from(eui, 'hex')), factoryKey, recoveryKey, batch];
	const outcome = await board.line.ask(Op.PROVISION, args, true);
	if (outcome.kind === 'lost') throw new EnvironmentError(`the node: ${outcome.reason}`);
	if (outcome.status === Status.REFUSED || outcome.status === Status.NOT_SUPPORTED) {
		return 'refused';
	}
	if (outcome.status !== Status.OK) {
		throw new EnvironmentError(`the node answers ${nameIn(Status, outcome.status)} to PROVISION`);
	}
	await board.reset();
	return 'done';
}
