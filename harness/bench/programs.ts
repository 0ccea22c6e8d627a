/* Programs of others that the bench needs: whether they are there, and which. */
import {spawnSync} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import path from 'node:path';

const VERSION_DEADLINE_MS = 5000;

/** Where `program` is on `searchPath`; undefined where it is not. */
export function programPath(
	program: string,
	searchPath: string = process.env['PATH'] ?? '',
): string | undefined {
	return searchPath
		.split(path.delimiter)
		.filter(folder => folder !== '')
		.map(folder => path.join(folder, program))
		.find(file => mayUse(file, constants.X_OK));
}

/** Whether this process has these rights, of fs.constants, to `file`. */
export function mayUse(file: string, rights: number): boolean {
	try {
		accessSync(file, rights);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error) return false;
		throw error;
	}
}

/** The version that the program at `file` tells, in any form; undefined where it tells none. */
export function versionOf(file: string, argument: string): string | undefined {
	const {stdout, stderr} = spawnSync(file, [argument], {
		encoding: 'utf8',
		timeout: VERSION_DEADLINE_MS,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	return /\d+\.\d+(\.\d+)?/.exec(`${stdout}\n${stderr}`)?.[0];
}
