/*
 * The page's files, all in memory before the first is asked for: markup and style as they are
 * written, the compiled modules that page/main.ts imports, whatever they import, and uPlot.
 *
 *   ''                              page/index.html
 *   style.css and its parts, uplot.css, uplot.js
 *   harness/view/page/main.js ...   paths as in build/, so that relative imports hold
 *
 * Nothing else is served, and nothing is loaded from elsewhere.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {EnvironmentError} from '../errors.js';

export interface PageFile {
	readonly type: string;
	readonly octets: Buffer;
}

export interface PageFiles {
	readonly files: ReadonlyMap<string, PageFile>;
	/** What a Content-Security-Policy has to allow besides files: hashes of inline scripts. */
	readonly inlineHashes: readonly string[];
}

const BUILD = fileURLToPath(new URL('../../', import.meta.url));
const SOURCE = new URL('../../../harness/view/page/', import.meta.url);
const STYLES = ['style.css', 'map.css', 'panels.css', 'controls.css'];
const ENTRY = 'harness/view/page/main.js';
const INLINE = /<script type="importmap">([^<]*)<\/script>/g;

/** Reads them all. An EnvironmentError where the page is not built. */
export function pageFiles(): PageFiles {
	const html = readFileSync(new URL('index.html', SOURCE));
	const files = new Map<string, PageFile>([
		['', {type: 'text/html; charset=utf-8', octets: html}],
		...STYLES.map((name): [string, PageFile] => [name, style(readFileSync(new URL(name, SOURCE)))]),
		['uplot.css', style(readFileSync(fromPackage('uplot/dist/uPlot.min.css')))],
		['uplot.js', script(readFileSync(fromPackage('uplot/dist/uPlot.esm.js')))],
	]);
	for (const [name, octets] of modules()) files.set(name, script(octets));
	const inlineHashes = [...html.toString('utf8').matchAll(INLINE)].map(
		([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`,
	);
	return {files, inlineHashes};
}

/** The entry and all it imports, by path within build/. */
function modules(): Map<string, Buffer> {
	const found = new Map<string, Buffer>();
	const wanted = [ENTRY];
	for (const name of wanted) {
		if (found.has(name)) continue;
		const octets = readBuilt(name);
		found.set(name, octets);
		for (const [, specifier] of octets.toString('utf8').matchAll(/\bfrom '(\.[^']+)'/g)) {
			wanted.push(path.posix.join(path.posix.dirname(name), specifier!));
		}
	}
	return found;
}

function readBuilt(name: string): Buffer {
	try {
		return readFileSync(path.join(BUILD, name));
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		throw new EnvironmentError('the page of the view is not built', {
			hint: 'run npm run build',
			cause: error,
		});
	}
}

function fromPackage(name: string): string {
	return createRequire(import.meta.url).resolve(name);
}

function script(octets: Buffer): PageFile {
	return {type: 'text/javascript; charset=utf-8', octets};
}

function style(octets: Buffer): PageFile {
	return {type: 'text/css; charset=utf-8', octets};
}
