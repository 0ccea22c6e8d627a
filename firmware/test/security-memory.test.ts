import {readFileSync} from 'node:fs';
import test from 'ava';

/* What the security of a node costs in static memory: docs/memory-map.md, which is kept true. */

const STATE = [
	'protection',
	'journal',
	'desk',
	'sendCounter',
	'handshake',
	'sessions',
	'rekey',
	'confirm',
	'probe',
	'resume',
	'group',
];
/** The S-box, and the round keys of the key in use with the subkey of CMAC. */
const S_BOX = 256;
const SCHEDULE = 192;

test('attack/Z1: the state of security takes less than 700 octets beside its tables, 1 KB with them', t => {
	const map = readFileSync(new URL('../../../docs/memory-map.md', import.meta.url), 'utf8');
	const sizes = STATE.map(name => Number(new RegExp(`\\| (\\d+) \\| ${name} \\|`).exec(map)?.[1]));
	const total = sizes.reduce((sum, size) => sum + size, 0);
	t.true(total - SCHEDULE <= 700, `${total - SCHEDULE}`);
	t.true(total + S_BOX <= 1024, `${total + S_BOX}`);
});
