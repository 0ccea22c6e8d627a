/*
 * The flash of an emulated board in a file, from one run to the next. It may hold keys: nobody
 * but its owner reads it, and it is replaced as a whole.
 */
import {existsSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {EnvironmentError} from '../errors.js';

const PRIVATE = 0o600;

/** What `file` holds, or undefined where there is none; an EnvironmentError for another size. */
export function keptIn(file: string, size: number): Uint8Array | undefined {
	if (!existsSync(file)) return undefined;
	const octets = new Uint8Array(readFileSync(file));
	if (octets.length === size) return octets;
	throw new EnvironmentError(`${file} has ${octets.length} octets, and the flash ${size}`);
}

/** Writes a new file and puts it in the place of the old one. */
export function keepIn(file: string, octets: Uint8Array | undefined): void {
	if (octets === undefined) return;
	const next = `${file}.next`;
	writeFileSync(next, octets, {mode: PRIVATE});
	renameSync(next, file);
}
