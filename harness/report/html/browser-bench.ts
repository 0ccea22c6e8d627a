/* Pages as a reader has them: Debian's Chromium, from a file, without a network. */
import {existsSync} from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {chromium, type Page} from 'playwright-core';
import {EnvironmentError} from '../../errors.js';

/** Says why pages cannot be looked at here; with CI=true that is an EnvironmentError. */
export function chromiumMissing(): string | undefined {
	if (chromiumPath() !== undefined) return undefined;
	const what = 'chromium is not installed';
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {hint: 'apt-get install chromium'});
}

function chromiumPath(): string | undefined {
	const folders = (process.env['PATH'] ?? '').split(path.delimiter);
	return folders.map(folder => path.join(folder, 'chromium')).find(file => existsSync(file));
}

export interface Opened {
	readonly page: Page;
	/** What the page has complained of. */
	readonly complaints: readonly string[];
	/** Whatever the page has asked for but itself. */
	readonly requests: readonly string[];
}

/** Opens `file`, lets `look` look, and closes the browser. */
export async function lookAt(
	file: string,
	colorScheme: 'light' | 'dark',
	look: (opened: Opened) => Promise<void>,
): Promise<void> {
	const browser = await chromium.launch({
		executablePath: chromiumPath()!,
		args: ['--no-sandbox'],
	});
	try {
		const context = await browser.newContext({colorScheme, offline: true});
		const page = await context.newPage();
		const complaints: string[] = [];
		const requests: string[] = [];
		const url = pathToFileURL(file).href;
		page.on('console', message => complaints.push(message.text()));
		page.on('pageerror', error => complaints.push(error.message));
		page.on('request', request => {
			if (request.url() !== url) requests.push(request.url());
		});
		await page.goto(url);
		await look({page, complaints, requests});
	} finally {
		await browser.close();
	}
}
