/*
 * tshark as the third opinion on what is put on the air. Of what runs, `compare` alone needs it.
 */
import {execFile} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';

const OUTPUT_MAX = 0x400_0000;

/**
 * Says why tshark cannot be asked, or undefined if it can.
 * Throws where CI is set: there it must not be missing.
 */
export function tsharkMissing(): string | undefined {
	if (process.env['PATH']?.split(delimiter).some(isInstalledIn)) return undefined;
	if (process.env['CI']) throw new Error('tshark is not installed');
	return 'skipped: tshark is not installed';
}

const run = promisify(execFile);

/**
 * Runs tshark with `args`, and with `-r` and a file of `capture` if there is one, and returns
 * what it prints. Rejects with its complaint if it ends with anything but 0.
 */
export async function tshark(args: readonly string[], capture?: Uint8Array): Promise<string> {
	if (capture === undefined) return tsharkWith(undefined, args);
	// A file, because a pipe of Node is a socket, and tshark reads none.
	const folder = await mkdtemp(join(tmpdir(), 'capture-'));
	try {
		const file = join(folder, 'capture.pcapng');
		await writeFile(file, capture);
		return await tshark(['-r', file, ...args]);
	} finally {
		await rm(folder, {recursive: true});
	}
}

/** The same with the configuration that lies in `folder`; the user's own if there is none. */
export async function tsharkWith(
	folder: string | undefined,
	args: readonly string[],
): Promise<string> {
	const env = folder === undefined ? {} : {WIRESHARK_CONFIG_DIR: folder};
	const options = {maxBuffer: OUTPUT_MAX, env: {...process.env, ...env}};
	return (await run('tshark', args, options)).stdout;
}

function isInstalledIn(folder: string): boolean {
	try {
		accessSync(join(folder, 'tshark'), constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
