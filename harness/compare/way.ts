/*
 * A way to carry values over TLS on the loopback, and how it is measured: part by part, each
 * behind a mark in the capture.
 */
import type {ThrowAwayCa} from '../broker/throw-away-ca.js';
import {MANY} from './count.js';
import {LoopbackCapture} from './loopback-capture.js';

export interface Way {
	/** The port of the loopback at which the far end listens. */
	readonly port: number;
	/** TCP and TLS. */
	open(): Promise<void>;
	/** Whatever comes before the first value. */
	session(): Promise<void>;
	/** Value `number` comes to the device. */
	get(number: number): Promise<void>;
	/** Value `number` goes from the device. */
	send(number: number): Promise<void>;
	/** Both ends go. */
	close(): Promise<void>;
}

/** What both ends of a way need. */
export interface Ends {
	/** It has signed the certificate of the far end. */
	readonly ca: ThrowAwayCa;
	/** Where the secrets of connections go, with which Wireshark decrypts the capture. */
	readonly keyLog: string;
	/** Who the device is. */
	readonly clientId: string;
}

/** No single step takes so long on any machine. */
export const STEP_MS = 20_000;

/** The octets of a value: the same in every way, and in the air. */
export function valueText(number: number): string {
	return `1 c${number}`;
}

/** Has `way` carry its values, captured in `file`. */
export async function measure(way: Way, file: string): Promise<void> {
	const capture = await LoopbackCapture.start(file, [way.port]);
	try {
		await capture.mark('open');
		await way.open();
		await capture.mark('session');
		await way.session();
		await capture.mark('get');
		await way.get(1);
		await capture.mark('send');
		await way.send(1);
		await capture.mark('getMany');
		for (let number = 2; number <= 1 + MANY; number++) await way.get(number);
		await capture.mark('close');
		await way.close();
		await capture.finish();
	} finally {
		await capture.stop();
	}
}
