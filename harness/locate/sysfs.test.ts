import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {portsHere} from './ports.js';
import {portsInSysfs} from './sysfs.js';

const MICROBIT = {idVendor: '0d28', idProduct: '0204', serial: '9900ab', product: 'BBC micro:bit'};

test('a port is told with the device it belongs to, and its interface', t => {
	const sys = tree(t);
	sys.device('1-2', MICROBIT);
	sys.tty('ttyACM0', '1-2/1-2:1.1', '01');
	t.deepEqual(portsInSysfs(sys.roots), [
		{
			path: '/dev/ttyACM0',
			vid: '0d28',
			pid: '0204',
			sn: '9900ab',
			product: 'BBC micro:bit',
			interface: 1,
		},
	]);
});

test('a port that lies deeper, as that of an adapter does, is found too', t => {
	const sys = tree(t);
	sys.device('1-3', {idVendor: '10C4', idProduct: 'EA60'});
	sys.tty('ttyUSB0', '1-3/1-3:1.0/ttyUSB0', undefined);
	writeFileSync(path.join(sys.folder, 'devices/usb1/1-3/1-3:1.0/bInterfaceNumber'), '00\n');
	t.like(portsInSysfs(sys.roots)![0], {vid: '10c4', pid: 'ea60', sn: undefined, interface: 0});
});

test('a hub lends neither its number nor its name to what is plugged into it', t => {
	const sys = tree(t);
	sys.device('1-4', {idVendor: '1d6b', idProduct: '0002', serial: 'hub', product: 'Hub'});
	sys.device('1-4/1-4.1', {idVendor: '1366', idProduct: '1015'});
	sys.tty('ttyACM1', '1-4/1-4.1/1-4.1:1.0', '00');
	t.like(portsInSysfs(sys.roots)![0], {vid: '1366', sn: undefined, product: undefined});
});

test('ports that are not on USB, and links to nowhere, are not told', t => {
	const sys = tree(t);
	mkdirSync(path.join(sys.folder, 'class/tty/tty0'), {recursive: true});
	mkdirSync(path.join(sys.folder, 'class/tty/ttyS0'), {recursive: true});
	symlinkSync('../../../devices/gone', path.join(sys.folder, 'class/tty/ttyS0/device'));
	t.deepEqual(portsInSysfs(sys.roots), []);
});

test('without sysfs the ports are those that the system lists, on USB alone', async t => {
	const roots = {sys: '/nowhere', dev: '/dev'};
	const listed = [
		{path: '/dev/tty.bt'},
		{path: 'COM3', vendorId: 'D28', productId: '204', pnpId: 'USB\\VID_0D28&PID_0204&MI_01\\6'},
		{path: '/dev/x', vendorId: '1366', productId: '1015', serialNumber: '7', pnpId: 'usb-a-if00'},
	];
	const ports = await portsHere(roots, async () => listed);
	t.deepEqual(
		ports.map(({path: at, vid, pid, sn, interface: number}) => [at, vid, pid, sn, number]),
		[
			['COM3', '0d28', '0204', undefined, 1],
			['/dev/x', '1366', '1015', '7', 0],
		],
	);
});

/** A tree like /sys, with nothing plugged in. */
function tree(t: ExecutionContext) {
	const folder = mkdtempSync(path.join(tmpdir(), 'sysfs-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	mkdirSync(path.join(folder, 'class/tty'), {recursive: true});
	const at = (name: string) => path.join(folder, 'devices/usb1', name);
	return {
		folder,
		roots: {sys: folder, dev: '/dev'},
		device: (name: string, words: Readonly<Record<string, string>>) => {
			mkdirSync(at(name), {recursive: true});
			for (const [file, word] of Object.entries(words)) {
				writeFileSync(path.join(at(name), file), `${word}\n`);
			}
		},
		tty: (name: string, device: string, number: string | undefined) => {
			mkdirSync(at(device), {recursive: true});
			if (number !== undefined) writeFileSync(path.join(at(device), 'bInterfaceNumber'), number);
			mkdirSync(path.join(folder, 'class/tty', name));
			symlinkSync(at(device), path.join(folder, 'class/tty', name, 'device'));
		},
	};
}
