import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';

const MAIN = path.join(import.meta.dirname, 'main.js');

test('who stops reading ends nothing: a run behind a closed pipe has its own exit code', async t => {
	const out = await mkdtemp(path.join(tmpdir(), 'motebench-main-'));
	t.teardown(() => rm(out, {recursive: true}));
	const args = ['run', 'smoke', '--out', out];
	const child = spawn(process.execPath, [MAIN, ...args], {stdio: ['ignore', 'pipe', 'pipe']});
	child.stdout.destroy();
	child.stderr.destroy();
	const [code] = await once(child, 'close');
	t.is(code, 0);
});
