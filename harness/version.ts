import {readFileSync} from 'node:fs';

/** Of the package: what --version prints. */
export const {version} = JSON.parse(
	readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as {version: string};
