/* A serial port, and the USB device that it belongs to. */

export interface UsbPort {
	/** What is opened, such as /dev/ttyACM0. */
	readonly path: string;
	/** Four hexadecimal digits each, small. */
	readonly vid: string;
	readonly pid: string;
	/** The serial number; some devices have none. */
	readonly sn: string | undefined;
	readonly product: string | undefined;
	/** bInterfaceNumber; undefined where the system does not tell. */
	readonly interface: number | undefined;
}

/** `/dev/ttyACM0  0d28:0204  sn 9900...  interface 1  BBC micro:bit CMSIS-DAP`. */
export function lineOf(port: UsbPort): string {
	const parts = [port.path, `${port.vid}:${port.pid}`, `sn ${port.sn ?? 'unknown'}`];
	if (port.interface !== undefined) parts.push(`interface ${port.interface}`);
	if (port.product !== undefined) parts.push(port.product);
	return parts.join('  ');
}
