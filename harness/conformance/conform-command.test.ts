/* The verb, in a process of its own. */
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));
const PROGRAM = fileURLToPath(new URL('targets/firmware-program.js', import.meta.url));

const folder = mkdtempSync(path.join(tmpdir(), 'conform-'));
test.after.always(() => rmSync(folder, {recursive: true}));

test('a client behind UDP is judged, and every form of report is written', t => {
	const [html, junit] = [path.join(folder, 'page.html'), path.join(folder, 'junit.xml')];
	const control = ['--control', `'${process.execPath}' '${PROGRAM}'`];
	const forms = ['--json', '--html', html, '--junit', junit];
	const udp = ['client', '--udp', '127.0.0.1:0', '--scale', '20', '--only', 'CL-JOI-11'];
	const {status, stdout} = conform(...udp, ...control, ...forms);
	t.is(status, 0);
	t.is(JSON.parse(stdout).cases[0].verdict, 'pass');
	t.regex(readFileSync(html, 'utf8'), /<h1>[^<]*client 127\.0\.0\.1:0<\/h1>/);
	t.regex(readFileSync(junit, 'utf8'), /CL-JOI-11/);
});

test('a case that failed is exit code 1, with its octets', t => {
	const silent = ['--control', `echo '{"ready":{}}'; exec cat > /dev/null`];
	const udp = ['client', '--udp', '127.0.0.1:0', '--scale', '20', '--only', 'CL-JOI-11'];
	const {status, stdout} = conform(...udp, ...silent);
	t.is(status, 1);
	t.regex(stdout, /CL-JOI-11 {2}FAIL/);
	t.regex(stdout, /again: motebench conform client .* --only CL-JOI-11\n$/);
});

test('a control command that is none is exit code 3', t => {
	const udp = ['client', '--udp', '127.0.0.1:0', '--control', 'exit 7', '--only', 'CL-JOI-11'];
	const {status, stderr} = conform(...udp);
	t.is(status, 3);
	t.regex(stderr, /the control command ended with 7; it has to print/);
});

test('the help says what the control command is told, and what it has to say', t => {
	const {stdout} = conform('client', '--help');
	for (const word of ['"gateways"', '"ready"', '"unsupported"', '"delivered"', 'gwAdd']) {
		t.true(stdout.includes(word), word);
	}
});

const mistakes: [title: string, args: string[], said: RegExp][] = [
	['nothing to judge', [], /conform what\?/],
	['no client', ['client'], /which client\?/],
	['no control command', ['client', '--udp', '127.0.0.1:0'], /--udp needs --control/],
	['no address', ['client', '--udp', '1884', '--control', 'true'], /1884 is not HOST:PORT/],
	[
		'many cases at one port',
		['client', '--udp', '127.0.0.1:1884', '--control', 'true', '--parallel', '2'],
		/--parallel needs port 0/,
	],
	[
		'many cases on one board',
		['client', '--serial', 'unix:x', '--parallel', '2'],
		/one case at a time/,
	],
	['no broker', ['gateway', '--udp', '127.0.0.1:1'], /--udp needs --broker/],
	['no such case', ['client', '--sim', '--only', 'CL-NONE'], /no case begins with CL-NONE/],
];

for (const [title, args, said] of mistakes) {
	test(`${title} is a mistake of the user`, t => {
		const {status, stderr} = conform(...args);
		t.is(status, 2);
		t.regex(stderr, said);
	});
}

function conform(...args: string[]) {
	const verb = [MAIN, 'conform', ...args];
	return spawnSync(process.execPath, verb, {encoding: 'utf8', timeout: 30_000});
}
