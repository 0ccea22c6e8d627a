import test from 'ava';
import {commandWithout, quoted, withoutSecret} from './again.js';

test('a command is what a shell would make the same words of', t => {
	t.is(quoted('./mine.yaml'), './mine.yaml');
	t.is(quoted('my house.yaml'), "'my house.yaml'");
	t.is(quoted("it's"), "'it'\\''s'");
	t.is(quoted(''), "''");
});

test('a command is had again without a password, and without what is left out', t => {
	const words = ['conform', 'gateway', '--broker', 'mqtt://me:secret@host:1883', '--only', 'GW'];
	const shown = 'motebench conform gateway --broker mqtt://host:1883';
	t.is(commandWithout(['--only'], words), shown);
	t.is(commandWithout(['--only'], [...words.slice(0, 4), '--only=GW']), shown);
	t.is(commandWithout([], words), `${shown} --only GW`);
});

const urls: [written: string, shown: string][] = [
	['mqtt://me:se@cret@host:1883', 'mqtt://host:1883'],
	['mqtt://me:se/cr@et@host', 'mqtt://host'],
	['--broker=mqtts://me:secret@host', '--broker=mqtts://host'],
	['wss://host/mqtt?token=secret', 'wss://host/mqtt'],
	['mine@home.yaml', 'mine@home.yaml'],
];

for (const [written, shown] of urls) {
	test(`${written} is shown as ${shown}`, t => {
		t.is(withoutSecret(written), shown);
	});
}
