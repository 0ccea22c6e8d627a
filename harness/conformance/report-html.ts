/*
 * Results as one page for people: verdicts by family, then every case, those that failed with
 * what was on the wire. It needs no network and no script, follows the reader's choice of light
 * or dark, and prints whole.
 */
import type {Result, Verdict} from './case.js';
import {countsOf, familyOf, VERDICTS} from './report-text.js';

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --pass: #1a7f37; --fail: #c62828;
  --ambiguous: #9a6700; --none: #6e7781; }
@media (prefers-color-scheme: dark) {
  :root { --pass: #56d364; --fail: #ff7b72; --ambiguous: #e3b341; --none: #8b949e; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0;
  border-bottom: 1px solid var(--line); }
td.count, th.count { text-align: right; font-variant-numeric: tabular-nums; }
tfoot td { font-weight: 600; border-bottom: 0; }
.id { white-space: nowrap; font-family: ui-monospace, monospace; font-size: .875rem; }
.pass { color: var(--pass); } .fail { color: var(--fail); font-weight: 600; }
.ambiguous { color: var(--ambiguous); } .none { color: var(--none); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem;
  border-left: 3px solid var(--fail); margin: .5rem 0; padding-left: .75rem; }
summary { cursor: pointer; }
@media print { body { max-width: none; margin: 0; font-size: 9pt; } tr, pre { break-inside: avoid; }
  h2 { break-after: avoid; } thead { display: table-header-group; } }
`;

/** Enough for text between tags and in attributes. */
const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
};
/** Which style a verdict has. */
const CLASSES: Readonly<Record<Verdict, string>> = {
	pass: 'pass',
	fail: 'fail',
	'not supported': 'none',
	ambiguous: 'ambiguous',
};

/** The page of `results`; `subject` is what was judged. Ends with a line feed. */
export function htmlOf(subject: string, results: readonly Result[]): string {
	const title = `Conformance to MQTT-SN 1.2: ${escaped(subject)}`;
	const failed = results.filter(({verdict}) => verdict === 'fail');
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
<p>${sentenceOf(results)}</p>
${overviewOf(results)}
${failed.length > 0 ? `<h2>What failed</h2>\n${failed.map(failureOf).join('\n')}\n` : ''}
<h2>Every case</h2>
${familiesOf(results)
	.map(family => casesOf(family, of(family, results)))
	.join('\n')}
</body>
</html>
`;
}

function sentenceOf(results: readonly Result[]): string {
	const counts = countsOf(results);
	const parts = VERDICTS.map(verdict => {
		const text = `${counts[verdict]} ${verdict}`;
		return counts[verdict] === 0 ? text : marked(verdict, text);
	});
	return `${results.length} cases: ${parts.join(', ')}. Ambiguous is no failure: the standard
permits more than one behaviour, and the one that was seen is named.`;
}

function overviewOf(results: readonly Result[]): string {
	const heads = VERDICTS.map(verdict => `<th class="count">${verdict}</th>`).join('');
	const rows = familiesOf(results).map(family => rowOf(family, of(family, results)));
	return `<table>
<thead><tr><th>family</th>${heads}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
<tfoot>
${rowOf('all', results)}
</tfoot>
</table>`;
}

function rowOf(name: string, results: readonly Result[]): string {
	const counts = countsOf(results);
	const cells = VERDICTS.map(verdict => {
		const count = counts[verdict];
		return `<td class="count">${count === 0 ? '0' : marked(verdict, `${count}`)}</td>`;
	});
	const label = name === 'all' ? name : `<a href="#${escaped(name)}">${escaped(name)}</a>`;
	return `<tr><td class="id">${label}</td>${cells.join('')}</tr>`;
}

function failureOf(result: Result): string {
	const {id, title, clause, reason = '', octets = []} = result;
	return `<h3 id="${escaped(id)}"><span class="id fail">${escaped(id)}</span> ${escaped(title)}</h3>
<p>${escaped(clause)}: ${escaped(reason)}</p>
<pre>${octets.map(escaped).join('\n')}</pre>`;
}

function casesOf(family: string, results: readonly Result[]): string {
	return `<details id="${escaped(family)}" open>
<summary>${escaped(family)}, ${results.length} cases</summary>
<table>
<thead><tr><th>case</th><th>verdict</th><th>what is claimed</th><th>clause</th></tr></thead>
<tbody>
${results.map(caseOf).join('\n')}
</tbody>
</table>
</details>`;
}

function caseOf({id, verdict, title, clause, reason, reading}: Result): string {
	const name = verdict === 'fail' ? `<a href="#${escaped(id)}">${escaped(id)}</a>` : escaped(id);
	const remark = reading ?? (verdict === 'not supported' ? reason : undefined);
	const claim = remark === undefined ? escaped(title) : `${escaped(title)}: ${escaped(remark)}`;
	const cells = [marked(verdict, verdict), claim, escaped(clause)];
	return `<tr><td class="id">${name}</td>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`;
}

function marked(verdict: Verdict, text: string): string {
	return `<span class="${CLASSES[verdict]}">${text}</span>`;
}

function familiesOf(results: readonly Result[]): string[] {
	return [...new Set(results.map(familyOf))];
}

function of(family: string, results: readonly Result[]): Result[] {
	return results.filter(result => familyOf(result) === family);
}

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, sign => ENTITIES[sign]!);
}
