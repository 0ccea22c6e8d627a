/*
 * The security ladder as its document has it: each block is run as it stands, line by line, in one
 * folder and in the order of the document. `# exit N` says how a line ends, 0 else.
 */
import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import ava from 'ava';
import {freePort, mosquittoMissing} from '../broker/mosquitto.js';
import {opensslMissing} from '../broker/throw-away-ca.js';

const BUILD = fileURLToPath(new URL('../../', import.meta.url));
const TEXT = readFileSync(path.join(BUILD, '../docs/security-ladder.md'), 'utf8');
const DEADLINE_MS = 90_000;

const missing = mosquittoMissing() ?? opensslMissing();
const test = missing === undefined ? ava.serial : ava.skip;
const folder = mkdtempSync(path.join(tmpdir(), 'ladder-'));
/** As whoever reads it has one for all steps. */
const PORT = `${await freePort()}`;
ava.after.always(() => rmSync(folder, {recursive: true}));

ava.before(t => {
	if (missing !== undefined) t.log(`skipped: ${missing}`);
	const bin = path.join(folder, 'node_modules/.bin');
	mkdirSync(bin, {recursive: true});
	const program = `#!/bin/sh\nexec node '${BUILD}harness/main.js' "$@"\n`;
	writeFileSync(path.join(bin, 'motebench'), program, {mode: 0o755});
	for (const [, name = '', content = ''] of TEXT.matchAll(/^```js file (\S+)\n([\s\S]*?)^```$/gm)) {
		writeFileSync(path.join(folder, name), content);
	}
});

for (const section of TEXT.split(/^##? /m)) {
	const [heading = ''] = section.split('\n');
	const blocks = [...section.matchAll(/^```sh step\n([\s\S]*?)^```$/gm)];
	for (const [index, [, block = '']] of blocks.entries()) {
		test(`the lines of "${heading}", block ${index + 1}, end as they say`, async t => {
			t.is(await complaintOf(block, {PORT}), '');
		});
	}
}

ava('every step of the ladder has a block and a row that says what it stops', t => {
	const titled = [...TEXT.matchAll(/^## (\d)/gm)].map(([, number]) => number);
	const rows = [...TEXT.matchAll(/^\| (\d) \w.*\|.+\|.+\|$/gm)].map(([, number]) => number);
	t.deepEqual(titled, ['0', '1', '2', '3', '4', '5']);
	t.deepEqual(rows, titled);
	for (const section of TEXT.split(/^## /m).slice(1)) t.regex(section, /^```sh step$/m);
});

ava('a line that ends otherwise than the document says is named', async t => {
	const complaint = await complaintOf('true\nfalse       # exit 2\ntrue\n', {});
	t.regex(complaint, /^false {7}# exit 2: exit 1$/m);
});

/** What `bash` says to `block`, with the line that ended otherwise; empty if all is well. */
function complaintOf(block: string, env: Record<string, string>): Promise<string> {
	const lines = block.split('\n').filter(line => line !== '');
	const script = ["trap 'kill $(jobs -p) 2> /dev/null' EXIT", ...lines.flatMap(checked)];
	return new Promise(resolve => {
		const how = {cwd: folder, env: {...process.env, ...env}, timeout: DEADLINE_MS};
		execFile('bash', ['-c', script.join('\n')], how, (error, stdout, stderr) => {
			resolve(error === null ? '' : `${error.killed ? 'it does not end\n' : ''}${stdout}${stderr}`);
		});
	});
}

/** `line`, and a complaint unless it ends as it says. */
function checked(line: string): string[] {
	const [, expected = '0'] = /# exit (\d+)$/.exec(line) ?? [];
	const said = `'${line.replaceAll("'", `'\\''`)}'`;
	const check = `code=$?; [ $code = ${expected} ] || { echo ${said}": exit $code"; exit 1; }`;
	return [line, check];
}
