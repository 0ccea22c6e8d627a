import {execFile} from 'node:child_process';
import {tmpdir} from 'node:os';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test from 'ava';
import {ROOT} from './compile.js';
import {ns3Libraries, peers} from './peers.js';

/* libns3-dev is wanted by nobody but this comparison: nothing fails where it is not installed. */
const libraries = await ns3Libraries();
const withNs3 = libraries === undefined ? test.skip : test;

withNs3(
	'a star of ten arrives whole in ns-3 and here, and both say what a frame costs',
	async t => {
		for await (const {nodes, ns3, ours} of peers(libraries!, [10], 5)) {
			t.is(nodes, 10);
			for (const {pdr, microsecondsPerFrame, simulatedSeconds} of [ns3, ours]) {
				t.true(pdr > 0.99 && pdr <= 1.01, `PDR ${pdr}`);
				t.true(microsecondsPerFrame > 0);
				t.true(simulatedSeconds >= 1000);
			}
		}
	},
);

test('without ns-3 its part of the bench is one line that says what to install', async t => {
	const bench = fileURLToPath(new URL('build/scripts/bench.js', ROOT));
	const {stdout, stderr} = await promisify(execFile)(process.execPath, [bench, '--only', 'peers'], {
		env: {...process.env, PATH: tmpdir()},
	});
	t.is(stdout, '');
	t.regex(stderr, /^skipped: ns-3 is not installed.*libns3-dev\)\n$/);
});
