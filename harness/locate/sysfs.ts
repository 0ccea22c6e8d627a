/*
 * Serial ports as Linux shows them in files, without udev:
 *
 *   ROOT/class/tty/ttyACM0/device  ->  .../usb1/1-2/1-2:1.1     bInterfaceNumber
 *                                      .../usb1/1-2             idVendor idProduct serial product
 *
 * From the device of a tty upwards, the first file of each name counts. A tty with no idVendor above
 * it is not on USB, and not told.
 */
import {existsSync, readdirSync, readFileSync, realpathSync} from 'node:fs';
import path from 'node:path';
import type {UsbPort} from './usb-port.js';

export interface Roots {
	/** /sys, or a tree like it. */
	readonly sys: string;
	/** Where the ports are opened, /dev. */
	readonly dev: string;
}

export const ROOTS: Roots = {sys: '/sys', dev: '/dev'};

/** All serial ports on USB, by name; undefined where there is no sysfs. */
export function portsInSysfs({sys, dev}: Roots = ROOTS): UsbPort[] | undefined {
	const folder = path.join(sys, 'class/tty');
	if (!existsSync(folder)) return undefined;
	return readdirSync(folder)
		.sort()
		.flatMap(name => {
			const port = portAt(path.join(folder, name, 'device'), path.join(dev, name));
			return port === undefined ? [] : [port];
		});
}

function portAt(link: string, devPath: string): UsbPort | undefined {
	const device = realPath(link);
	if (device === undefined) return undefined;
	const folders = upwardsFrom(device);
	const word = (file: string) => firstOf(file, folders);
	const [vid, pid] = [word('idVendor'), word('idProduct')];
	if (vid === undefined || pid === undefined) return undefined;
	const digits = word('bInterfaceNumber');
	return {
		path: devPath,
		vid: vid.toLowerCase(),
		pid: pid.toLowerCase(),
		sn: word('serial'),
		product: word('product'),
		interface: digits === undefined ? undefined : Number.parseInt(digits, 16),
	};
}

/** Up to the device itself; what is above it are hubs, with words of their own. */
function upwardsFrom(folder: string): string[] {
	const folders = [folder];
	let at = folder;
	while (!existsSync(path.join(at, 'idVendor')) && at !== path.dirname(at)) {
		at = path.dirname(at);
		folders.push(at);
	}
	return folders;
}

function firstOf(file: string, folders: readonly string[]): string | undefined {
	for (const folder of folders) {
		const text = wordIn(path.join(folder, file));
		if (text !== undefined && text !== '') return text;
	}
	return undefined;
}

function wordIn(file: string): string | undefined {
	return orGone(() => readFileSync(file, 'utf8').trim());
}

function realPath(link: string): string | undefined {
	return orGone(() => realpathSync(link));
}

/** A device may be pulled out while it is read. */
function orGone(read: () => string): string | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof Error && 'code' in error) return undefined;
		throw error;
	}
}
