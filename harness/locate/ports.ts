/*
 * The serial ports of this machine: from sysfs where there is one, else as the native binding lists
 * them (macOS, Windows), which tells the interface only within an id of the system's own.
 */
import {portsInSysfs, ROOTS, type Roots} from './sysfs.js';
import type {UsbPort} from './usb-port.js';

/** What `list()` of a serial port's binding tells of a port. */
export interface Listed {
	readonly path: string;
	readonly vendorId?: string | undefined;
	readonly productId?: string | undefined;
	readonly serialNumber?: string | undefined;
	readonly pnpId?: string | undefined;
}

/** All ports on USB, by name. */
export async function portsHere(roots: Roots = ROOTS, list = nativeList): Promise<UsbPort[]> {
	return portsInSysfs(roots) ?? (await list()).flatMap(portOf);
}

function portOf({path, vendorId, productId, serialNumber, pnpId}: Listed): UsbPort[] {
	if (vendorId === undefined || productId === undefined) return [];
	const [, digits] = /(?:-if|&MI_)([0-9a-f]{2})/i.exec(pnpId ?? '') ?? [];
	return [
		{
			path,
			vid: vendorId.toLowerCase().padStart(4, '0'),
			pid: productId.toLowerCase().padStart(4, '0'),
			sn: serialNumber,
			product: undefined,
			interface: digits === undefined ? undefined : Number.parseInt(digits, 16),
		},
	];
}

async function nativeList(): Promise<readonly Listed[]> {
	const {autoDetect} = await import('@serialport/bindings-cpp');
	return await autoDetect().list();
}
