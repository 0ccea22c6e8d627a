import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import path from 'node:path';
import test from 'ava';

/* Rules that a machine can keep. A file that breaks one is named with the line. */

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * Who may import whom; what is not named may import itself alone. Everybody may import
 * `firmware/panic` and `firmware/limits` within the firmware. Tests may use any bench.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
	'firmware/wire': ['firmware/panic'],
	'firmware/client': ['firmware/wire', 'firmware/limits', 'firmware/panic'],
	'firmware/security': ['firmware/wire', 'firmware/limits', 'firmware/panic', 'firmware/host'],
	'firmware/app': ['firmware'],
	'firmware/layout': ['firmware'],
	'firmware/node': ['firmware'],
	'firmware/host': ['firmware/report'],
	'sim/phy': ['sim/kernel'],
	'sim/mac': ['sim/phy', 'sim/kernel'],
	'sim/sixlowpan': ['sim/mac', 'sim/kernel', 'sim/datagram'],
	'sim/zigbee': ['sim/mac', 'sim/kernel', 'sim/datagram'],
	'sim/zigbee-bench': ['sim'],
	'sim/network': ['sim'],
	'sim/node': ['sim/kernel'],
	'sim/energy': ['sim/kernel', 'sim/phy', 'boards'],
	'sim/checks': ['sim/kernel', 'sim/node'],
	'sim/pcap': ['sim/kernel', 'sim/phy'],
	'sim/faults': ['sim/kernel', 'sim/phy'],
	'sim/radios': ['sim'],
	'sim/foothold': ['sim'],
	'sim/intruder': ['sim'],
	'sim/world': ['sim', 'boards'],
	'harness/broker': ['harness/errors', 'harness/process-end'],
	'harness/gateway': [
		'harness/wire',
		'harness/broker/port',
		'harness/store/port',
		'harness/transport/transport',
	],
	'harness/conformance': [
		'harness/wire',
		'harness/broker',
		'harness/gateway',
		'harness/target',
		'harness/transport',
		'harness/again',
		'harness/errors',
		'harness/process-end',
		'sim/node',
	],
	'harness/security': [
		'harness/wire',
		'harness/gateway/forwarding',
		'harness/store/port',
		'harness/transport/transport',
	],
	'harness/keys': ['harness/errors', 'harness/security'],
	'harness/attackers': [
		'harness/wire',
		'harness/security',
		'harness/transport/transport',
		'sim/faults',
	],
	'harness/store': ['harness/errors'],
	'harness/program': ['harness', 'sim'],
	'harness/serial': ['harness/errors', 'harness/process-end'],
	'harness/yaml': ['harness/errors'],
	'harness/locate': ['harness/errors', 'harness/serial/port-name', 'harness/yaml', 'boards'],
	'harness/target': [
		'harness/errors',
		'harness/keys/provision',
		'harness/locate',
		'harness/serial',
		'harness/transport',
		'sim/node',
		'boards',
	],
	'harness/transport': ['harness/errors', 'harness/serial', 'sim/world'],
	'harness/trace': [],
	'harness/scenario': [
		'harness/errors',
		'harness/attackers',
		'harness/serial',
		'harness/gateway',
		'harness/keys',
		'harness/security',
		'harness/broker',
		'harness/store',
		'harness/transport',
		'harness/report',
		'harness/trace/entry',
		'harness/wire',
		'harness/yaml',
		'boards',
		'sim',
	],
	'harness/compare': ['harness', 'sim'],
	'harness/completion': ['harness/locate/catalogue', 'harness/scenario/load'],
	'harness/init': [
		'harness/again',
		'harness/errors',
		'harness/locate/catalogue',
		'harness/yaml/nearest',
	],
	'harness/explain': ['harness/errors', 'harness/yaml/nearest'],
	'harness/report': ['harness/again', 'harness/errors', 'harness/scenario'],
	'harness/lint': [
		'harness/errors',
		'harness/locate',
		'harness/scenario',
		'harness/sweep/plan',
		'harness/yaml',
	],
	'harness/regression': ['harness', 'sim'],
	'harness/arguments': ['harness/scenario'],
	'harness/overrides': ['harness/scenario'],
	'harness/again': [],
	'harness/interrupt': [],
	'harness/process-end': [],
	'harness/version': [],
	'harness/motebench': [],
	'harness/manifest': ['harness'],
	'harness/details': ['harness/report', 'harness/scenario', 'sim'],
	'harness/address-space': ['harness/errors'],
	'harness/artefacts': ['harness', 'sim'],
	'harness/attack-bench': ['harness', 'sim'],
	'harness/bad-link': ['harness', 'sim'],
	'harness/station': ['harness'],
	'harness/bench': ['harness', 'boards'],
	'harness/live-run': ['harness'],
	'harness/live-tape': ['harness/view', 'sim'],
	'harness/live-view': ['harness'],
	'harness/live-worker': ['harness', 'sim'],
	'harness/simulate': ['harness', 'sim'],
	'harness/view': [
		'harness/errors',
		'harness/report',
		'harness/trace',
		'sim/energy',
		'sim/kernel',
		'sim/node/report',
		'sim/phy/o-qpsk',
	],
	'harness/world-file': ['harness', 'sim'],
	'harness/lifetimes': ['harness/report', 'harness/scenario', 'sim'],
	'harness/summarise': ['harness/lifetimes', 'harness/report', 'harness/scenario', 'sim'],
	'harness/checkpoint': ['harness', 'sim'],
	'harness/waypoints': ['harness', 'sim'],
	'harness/run': ['harness', 'sim'],
	'harness/command-line': ['harness', 'boards', 'sim'],
	'harness/sweep': ['harness'],
	'harness/hunt': ['harness', 'sim'],
	'harness/main': ['harness', 'boards', 'sim'],
	'harness/harness': ['harness', 'boards', 'sim'],
	scripts: ['boards', 'firmware', 'harness', 'scripts', 'sim'],
};

test('every import points down', t => {
	for (const file of product()) {
		for (const target of importsOf(file)) {
			t.true(allowed(unitOf(file), unitOf(target), target), `${file} must not import ${target}`);
		}
	}
});

test('an import that points up is found', t => {
	t.false(allowed('sim/phy', 'sim/mac', 'sim/mac/mac'));
	t.false(allowed('harness/wire', 'firmware/wire', 'firmware/wire/publish'));
	t.false(allowed('harness/gateway', 'harness/broker', 'harness/broker/mqtt-broker'));
	t.true(allowed('harness/gateway', 'harness/broker', 'harness/broker/port'));
});

test('the simulator, the gateway and its guard ask neither the time nor for luck', t => {
	const banned =
		/\bMath\.random\b|\bDate\b|\bperformance\b|\bsetTimeout\b|\bsetInterval\b|\bprocess\.hrtime\b/;
	for (const file of product().filter(name =>
		/^(sim|harness\/gateway|harness\/security)\//.test(name),
	)) {
		lines(file).forEach((line, index) => {
			if (!isComment(line)) t.notRegex(line, banned, `${file}:${index + 1}`);
		});
	}
});

test('nothing is left for later, no test is switched off and no check is silenced', t => {
	const marks =
		/\bTODO\b|\bFIXME\b|\bXXX\b|test\.(skip|todo|failing|only)\(|@ts-|eslint-|biome-ignore/;
	for (const file of sources()) {
		if (file !== 'scripts/tidy.test.ts') t.notRegex(read(file), marks, file);
	}
});

test('no file is longer than four hundred lines, no test than five hundred', t => {
	for (const file of sources().filter(name => !name.endsWith('vectors.ts'))) {
		const most = file.endsWith('.test.ts') ? 500 : 400;
		t.true(lines(file).length <= most, `${file} has ${lines(file).length} lines`);
	}
});

test('there is no drawer for odds and ends', t => {
	for (const file of sources())
		t.notRegex(file, /(^|\/)(utils?|helpers?|common|misc|index)(\/|\.ts$)/);
});

/** All TypeScript that git knows or would know. */
function sources(): string[] {
	const args = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'];
	const names = execFileSync('git', args, {cwd: ROOT, encoding: 'utf8'});
	return names.split('\n').filter(name => name !== '');
}

/** Sources but for tests and what belongs to tests. */
function product(): string[] {
	return sources().filter(name => !name.endsWith('.test.ts') && !name.startsWith('firmware/test/'));
}

function read(file: string): string {
	return readFileSync(path.join(ROOT, file), 'utf8');
}

function lines(file: string): string[] {
	return read(file).trimEnd().split('\n');
}

function isComment(line: string): boolean {
	return /^\s*(\*|\/\*|\/\/)/.test(line);
}

/** Relative imports of a file, as paths from the root without ending. */
function importsOf(file: string): string[] {
	return [...read(file).matchAll(/\bfrom '(\.[^']+)'/g)].map(([, specifier]) =>
		path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, ''),
	);
}

/** A folder of the second level, or a file that lies beside such folders. */
function unitOf(file: string): string {
	const [top, second = ''] = file.replace(/\.ts$/, '').split('/');
	return top === 'scripts' || top === 'boards' ? top : `${top}/${second}`;
}

function allowed(from: string, to: string, target: string): boolean {
	if (from === to) return true;
	const mine =
		MAY_IMPORT[from] ?? (from.startsWith('firmware/') ? MAY_IMPORT['firmware/node'] : []);
	return mine.some(entry => entry === to || entry === target || to.startsWith(`${entry}/`));
}
