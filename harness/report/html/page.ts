/*
 * A page that is one file: its style, its script, the library that draws and the data all lie
 * inside. The policy in its head lets nothing else run and nothing be fetched: style and script
 * are allowed by their hashes, and there is no other source.
 */
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import path from 'node:path';
import {type Chart, plotDataOf} from './chart.js';
import {escaped} from './markup.js';
import {STYLE} from './style.js';

export interface Page {
	readonly title: string;
	/** Markup. */
	readonly body: string;
	readonly charts: readonly Chart[];
}

/** Beside its only entry point lies what pages take. */
const UPLOT = path.dirname(createRequire(import.meta.url).resolve('uplot'));

/** The file of `page`; ends with a line feed. */
export function pageOf({title, body, charts}: Page): string {
	const style = `${readFileSync(path.join(UPLOT, 'uPlot.min.css'), 'utf8')}\n${STYLE}`;
	const scripts = [
		readFileSync(path.join(UPLOT, 'uPlot.iife.min.js'), 'utf8'),
		readFileSync(new URL('script.js', import.meta.url), 'utf8').replace(/\n\/\/# source.*/, ''),
	];
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(style, scripts)}">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
<script type="application/json" id="plots">${embedded(charts.map(plotDataOf))}</script>
<script>${scripts[0]}</script>
<script type="module">${scripts[1]}</script>
</body>
</html>
`;
}

function policyOf(style: string, scripts: readonly string[]): string {
	const sources = scripts.map(hashOf).join(' ');
	return `default-src 'none'; style-src ${hashOf(style)}; script-src ${sources}; base-uri 'none'; form-action 'none'`;
}

function hashOf(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** JSON that no markup within can end. */
function embedded(value: unknown): string {
	return JSON.stringify(value).replaceAll('<', '\\u003c');
}
