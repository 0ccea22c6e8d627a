import {spawn} from 'node:child_process';
import {once} from 'node:events';
import test from 'ava';

const MODULE = new URL('process-end.js', import.meta.url);

const ways: [what: string, program: string, code: number | null, signal: string | null][] = [
	['ends', '', 0, null],
	['fails', 'process.exit(70);', 70, null],
	['is told to terminate', "process.kill(process.pid, 'SIGTERM'); stay();", null, 'SIGTERM'],
	['loses its terminal', "process.kill(process.pid, 'SIGHUP'); stay();", null, 'SIGHUP'],
];

for (const [what, program, code, signal] of ways) {
	test(`what a process has begun ends with it when it ${what}`, async t => {
		t.deepEqual(await ended(`endWithProcess(() => console.log('gone')); ${program}`), {
			said: 'gone\n',
			code,
			signal,
		});
	});
}

test('whoever listens to the signal ends things in order', async t => {
	const program = `endWithProcess(() => console.log('too early'));
		process.once('SIGTERM', () => { console.log('in order'); process.reallyExit(0); });
		process.kill(process.pid, 'SIGTERM'); stay();`;
	t.is((await ended(program)).said, 'in order\n');
});

test('what has ended before is not ended again', async t => {
	const program = "endWithProcess(() => console.log('gone'))(); process.exit(0);";
	t.is((await ended(program)).said, '');
});

/** What a process of its own prints that runs `program`, and how it ends. */
async function ended(program: string) {
	const text = `import {endWithProcess} from '${MODULE}'; const stay = () => setTimeout(() => {}, 60_000); ${program}`;
	const args = ['--input-type=module', '-e', text];
	const child = spawn(process.execPath, args, {stdio: ['ignore', 'pipe', 'inherit']});
	let said = '';
	child.stdout.on('data', (octets: Buffer) => {
		said += octets.toString();
	});
	const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
	return {said, code, signal};
}
