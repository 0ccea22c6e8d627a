/*
 * Debian's chromium, for tests and measurements of the page: without a window, and told of
 * everything that a person would find in the console.
 */
import {spawnSync} from 'node:child_process';
import {accessSync, constants} from 'node:fs';
import path from 'node:path';
import {type Browser, chromium, type Page} from 'playwright-core';
import {EnvironmentError} from '../errors.js';

/** A busy machine draws slowly, and is no reason to fail. */
const PATIENCE_MS = 120_000;

/** Why chromium cannot be used here, or undefined. Under CI=true that is an error instead. */
export function chromiumMissing(): string | undefined {
	const {error} = spawnSync('chromium', ['--version']);
	if (error === undefined) return undefined;
	const what = 'chromium is not installed';
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {cause: error, hint: 'apt-get install chromium'});
}

/** Starts a browser of one's own; close() it. */
export function startChromium(): Promise<Browser> {
	const executablePath = (process.env['PATH'] ?? '')
		.split(path.delimiter)
		.map(folder => path.join(folder, 'chromium'))
		.find(isThere);
	if (executablePath === undefined) throw new EnvironmentError('there is no chromium in PATH');
	// Within a container it has no sandbox of its own.
	return chromium.launch({executablePath, args: ['--no-sandbox']});
}

export interface Opened {
	readonly page: Page;
	/** Errors and warnings of the console, and addresses beyond `url` that were asked for. */
	readonly complaints: readonly string[];
}

/** Opens `url` in a page of the size and the colours that a person may have. */
export async function openPage(
	browser: Browser,
	url: string,
	colorScheme: 'light' | 'dark',
): Promise<Opened> {
	const page = await browser.newPage({viewport: {width: 1440, height: 900}, colorScheme});
	page.setDefaultTimeout(PATIENCE_MS);
	const complaints: string[] = [];
	page.on('console', said => {
		if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
	});
	page.on('pageerror', error => complaints.push(String(error)));
	page.on('request', request => {
		const asked = request.url();
		if (!asked.startsWith(url) && !asked.startsWith('data:')) complaints.push(`asked for ${asked}`);
	});
	await page.goto(url);
	return {page, complaints};
}

function isThere(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error) return false;
		throw error;
	}
}
