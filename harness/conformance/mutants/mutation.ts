/*
 * A mutant: one of our own, with one rule broken by what stands between it and the suite. The
 * case that is named must fail; where it passes, the suite is blind.
 */
import {decode, encode, type Message} from '../../wire/wire.js';

export interface Mutant<Alterations> {
	/** What it does wrong, in the present tense. */
	readonly name: string;
	/** The id of the case that must fail. */
	readonly caughtBy: string;
	/** Made anew for each target: some count. */
	readonly alter: () => Alterations;
}

type Of<Type extends Message['type']> = Extract<Message, {type: Type}>;
type Change = (octets: Uint8Array) => readonly Uint8Array[];

/** Puts what `change` gives in the place of each message of `type`: nothing, one or several. */
export function replacing<Type extends Message['type']>(
	type: Type,
	change: (message: Of<Type>) => readonly Message[],
): Change {
	return octets => {
		const message = decode(octets);
		return message.type === type ? change(message as Of<Type>).map(encode) : [octets];
	};
}

/** Changes some fields of each message of `type`. */
export function changing<Type extends Message['type']>(
	type: Type,
	fields: (message: Of<Type>) => Partial<Of<Type>>,
): Change {
	return replacing(type, message => [{...message, ...fields(message)} as Message]);
}

/** Loses each message of `type`. */
export function losing(type: Message['type']): Change {
	return replacing(type, () => []);
}
