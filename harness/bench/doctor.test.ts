import test from 'ava';
import type {UsbPort} from '../locate/usb-port.js';
import {type DoctorWorld, examine, findingLine} from './doctor.js';

const PORT: UsbPort = {
	path: '/dev/ttyACM0',
	vid: '0d28',
	pid: '0204',
	sn: '9900',
	product: undefined,
	interface: 1,
};
const FINE: DoctorWorld = {
	version: () => '1.2.3',
	ports: async () => [PORT],
	mayUse: () => true,
	running: () => [],
	hasRules: () => false,
	hasFirmware: () => true,
	benchMistakes: () => [],
};

test('where everything is there, everything is good', async t => {
	const findings = await examine(FINE);
	t.true(findings.every(({state}) => state === 'good'));
	t.deepEqual(
		findings.map(({what}) => what),
		[
			'arm-none-eabi-gcc',
			'qemu-system-arm',
			'openocd',
			'mosquitto',
			'tshark',
			'node.wasm',
			'/dev/ttyACM0',
			'ModemManager',
			'bench.yaml',
		],
	);
});

const troubles: [what: string, world: Partial<DoctorWorld>, line: RegExp][] = [
	[
		'a program that is not installed',
		{version: program => (program === 'openocd' ? undefined : '1')},
		/^✖ missing {2}openocd +flashes boards: apt-get install openocd$/,
	],
	[
		'firmware that is not built',
		{hasFirmware: () => false},
		/^✖ missing {2}node\.wasm .*npm run build/,
	],
	[
		'a port that may not be opened',
		{mayUse: () => false},
		/^✖ missing {2}\/dev\/ttyACM0 .*usermod -aG dialout/,
	],
	['no port at all', {ports: async () => []}, /^! hint {5}serial ports +none on USB/],
	[
		'a ModemManager that nobody has told',
		{running: () => ['ModemManager']},
		/^! hint {5}ModemManager .*motebench devices --udev/,
	],
	[
		'a bench.yaml that makes no sense',
		{benchMistakes: () => ['bench.yaml:1:1: no']},
		/^✖ missing {2}bench\.yaml +bench\.yaml:1:1: no$/,
	],
];

for (const [what, world, line] of troubles) {
	test(`the doctor finds ${what}, and says what to do`, async t => {
		const findings = await examine({...FINE, ...world});
		const bad = findings.filter(({state}) => state !== 'good').map(findingLine);
		t.is(bad.length, 1);
		t.regex(bad[0]!, line);
	});
}

test('a ModemManager that is told to leave boards alone is good', async t => {
	const findings = await examine({...FINE, running: () => ['ModemManager'], hasRules: () => true});
	t.true(findings.every(({state}) => state === 'good'));
});
