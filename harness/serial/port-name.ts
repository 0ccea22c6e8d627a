/*
 * Serial ports as a user names them:
 *
 *   /dev/ttyACM0     /dev/ttyUSB0:460800     COM3     unix:/run/qemu.sock
 *
 * The rate is 115200 unless it is said. A unix socket has none.
 */
import type {BindingInterface} from '@serialport/bindings-cpp';
import {UsageError} from '../errors.js';
import {SocketBinding} from './socket-binding.js';

export interface PortName {
	readonly path: string;
	readonly baudRate: number;
	readonly socket: boolean;
}

export const BAUD_RATE = 115_200;
const BAUD_RATE_MIN = 1200;
const BAUD_RATE_MAX = 4_000_000;

/**
 * Reads PORT, PORT:BAUD or unix:PATH; a UsageError where it is none of these. `usualRate` holds
 * where no rate is said.
 */
export function portName(text: string, usualRate = BAUD_RATE): PortName {
	const [, socketPath] = /^unix:(.+)$/.exec(text) ?? [];
	if (socketPath !== undefined) return {path: socketPath, baudRate: usualRate, socket: true};
	const [, path, digits] = /^([^:]+)(?::(\d{1,7}))?$/.exec(text) ?? [];
	const baudRate = digits === undefined ? usualRate : Number(digits);
	if (path !== undefined && baudRate >= BAUD_RATE_MIN && baudRate <= BAUD_RATE_MAX) {
		return {path, baudRate, socket: false};
	}
	throw new UsageError(`${text} is not PORT, PORT:BAUD or unix:PATH, such as /dev/ttyACM0:115200`);
}

/** The text that portName() reads as this port. */
export function portText({path, baudRate, socket}: PortName): string {
	return socket ? `unix:${path}` : `${path}:${baudRate}`;
}

/** What opens such a port. The native part is loaded only where it is needed. */
export async function bindingOf({socket}: PortName): Promise<BindingInterface> {
	if (socket) return SocketBinding;
	const {autoDetect} = await import('@serialport/bindings-cpp');
	return autoDetect();
}
