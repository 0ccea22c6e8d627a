/*
 * A file that only its owner may read: MessagePack with the name of what it is.
 *
 *   {is: 'motebench authority', content: ...}
 *
 * A new version takes the place of the old one at once or not at all. Knows nothing of what it
 * holds; complaints name the file, never what is in it.
 */
import {
	closeSync,
	fsyncSync,
	linkSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import path from 'node:path';
import {pack, unpack} from 'msgpackr';
import {z} from 'zod';
import {EnvironmentError, UsageError} from '../errors.js';

const envelope = z.strictObject({is: z.string(), content: z.unknown()});

/** Writes a file that is not there yet. A UsageError if it is, or cannot be written. */
export function createPrivate(file: string, is: string, content: unknown): void {
	const draft = drafted(file, pack({is, content}));
	try {
		// Unlike rename, link never takes the place of what is there.
		linkSync(draft, file);
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw unwritable(file, error);
		throw new UsageError(`${file} is there already and is not replaced`);
	} finally {
		rmSync(draft);
	}
	settled(file);
}

/** Writes a file in the place of an older version. */
export function replacePrivate(file: string, is: string, content: unknown): void {
	replacePrivateOctets(file, pack({is, content}));
}

/** The same for octets as they are. An EnvironmentError where they cannot be written. */
export function replacePrivateOctets(file: string, octets: Uint8Array): void {
	const draft = drafted(file, octets);
	renameSync(draft, file);
	settled(file);
}

/** What the file holds; a UsageError if it cannot be read or is something else. */
export function readPrivate<Value>(file: string, is: string, shape: z.ZodType<Value>): Value {
	const found = envelope.safeParse(unpacked(file));
	if (found.data?.is !== is) throw new UsageError(`${file} is no file of ${is}`);
	const content = shape.safeParse(found.data.content);
	if (!content.success) throw new UsageError(`${file} is damaged`);
	return content.data;
}

function unpacked(file: string): unknown {
	let octets: Buffer;
	try {
		octets = readFileSync(file);
	} catch (error) {
		throw new UsageError(`${file} cannot be read: ${codeOf(error)}`);
	}
	try {
		return unpack(octets) as unknown;
	} catch (error) {
		// Whatever the decoder dislikes about octets that are not its own.
		if (!(error instanceof Error)) throw error;
		return undefined;
	}
}

function drafted(file: string, octets: Uint8Array): string {
	const draft = `${file}.${process.pid}.draft`;
	try {
		const descriptor = openSync(draft, 'wx', 0o600);
		try {
			// Unlike writeSync, which a full disk has write a part without an error.
			writeFileSync(descriptor, octets);
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		return draft;
	} catch (error) {
		throw unwritable(file, error);
	}
}

/** Until the folder is on disk, the name is not. */
function settled(file: string): void {
	const folder = openSync(path.dirname(file), 'r');
	fsyncSync(folder);
	closeSync(folder);
}

function unwritable(file: string, cause: unknown): unknown {
	if (codeOf(cause) === undefined) return cause;
	return new EnvironmentError(`${file} cannot be written: ${codeOf(cause)}`, {cause});
}

function codeOf(error: unknown): unknown {
	return error instanceof Error && 'code' in error ? error.code : undefined;
}
