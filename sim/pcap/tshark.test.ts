import test from 'ava';
import {tshark, tsharkMissing} from './tshark.js';

test('a tshark that is missing is a reason to skip, but not where CI is set', t => {
	const {PATH, CI} = process.env;
	try {
		process.env['PATH'] = '/nowhere';
		delete process.env['CI'];
		t.regex(tsharkMissing() ?? '', /not installed/);
		process.env['CI'] = 'true';
		t.throws(tsharkMissing, {message: /not installed/});
	} finally {
		Object.assign(process.env, {PATH, CI});
		if (CI === undefined) delete process.env['CI'];
	}
});

test('a complaint of tshark is an error with its words', async t => {
	const missing = tsharkMissing();
	const error = await t.throwsAsync(tshark(['-r', 'no-such-file.pcapng']));
	t.regex(error?.message ?? '', missing === undefined ? /no-such-file/ : /ENOENT/);
});
