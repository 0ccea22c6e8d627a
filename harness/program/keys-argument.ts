/*
 * How the operator of a key server names things on the command line.
 */
import {InvalidArgumentError} from 'commander';

/** Eight octets: 00124b0001020304, or with : or - between octets, in either case. */
export function euiArgument(text: string): string {
	const plain = text.replace(/[:-]/g, '').toLowerCase();
	if (/^[0-9a-f]{16}$/.test(plain)) return plain;
	throw new InvalidArgumentError('Expected eight octets in hex, such as 00124b0001020304.');
}

/** Another of several. */
export function euiArguments(text: string, before: readonly string[] = []): string[] {
	return [...before, euiArgument(text)];
}

/** A gateway: its identity and its GwId, as 00124b00aabbccdd=1. */
export function gatewayArguments(text: string, before: readonly GatewayArgument[] = []) {
	const [gwid = '', gwId = ''] = text.split('=');
	return [...before, {gwid: euiArgument(gwid), gwId: wholeArgument(1, 0xff)(gwId)}];
}

export interface GatewayArgument {
	readonly gwid: string;
	readonly gwId: number;
}

export function wholeArgument(least: number, most: number): (text: string) => number {
	return text => {
		const value = Number(text);
		if (/^\d+$/.test(text) && value >= least && value <= most) return value;
		throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
	};
}

/** Another of several. */
export function wholeArguments(least: number, most: number) {
	const one = wholeArgument(least, most);
	return (text: string, before: readonly number[] = []): number[] => [...before, one(text)];
}
