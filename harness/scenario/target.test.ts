import test from 'ava';
import {parseTarget, type Target} from './target.js';

const targets: [text: string, target: Target | undefined][] = [
	['sim', {kind: 'sim'}],
	['qemu:microbit', {kind: 'qemu', board: 'microbit'}],
	['serial:/dev/ttyACM0:9600', {kind: 'serial', port: '/dev/ttyACM0:9600'}],
	['serial:unix:/run/board', {kind: 'serial', port: 'unix:/run/board'}],
	['qemu:../x', undefined],
	['qemu:', undefined],
	['serial:/dev/ttyACM0:1', undefined],
	['board:microbit', undefined],
	['simulated', undefined],
];

for (const [text, target] of targets) {
	test(`${text} is ${target === undefined ? 'no target' : `a target of kind ${target.kind}`}`, t => {
		t.deepEqual(parseTarget(text), target);
	});
}
