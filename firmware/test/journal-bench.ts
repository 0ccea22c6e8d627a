/*
 * Flashes in the states that tests of the journal begin with, and what an attacker reads in one.
 */
import {Flash} from '../../sim/node/flash.js';
import {Journal} from './journal-module.js';

export type Act = (journal: Journal) => boolean;

export function opened(flash: Flash): Journal {
	const journal = new Journal(flash);
	journal.open();
	return journal;
}

/** A device of generation 3 that has sent. */
export function used(journal: Journal): boolean {
	return journal.provision() && journal.writeKey(3) && journal.writeCeiling('Uplink', 512);
}

/** The same with a record of every kind. */
export function settled(journal: Journal): boolean {
	return used(journal) && journal.writeCeiling('Downlink', 256) && journal.writeSession(3);
}

/** The same, and it has been without keys for seven hours. */
export function dry(journal: Journal): boolean {
	return settled(journal) && journal.writeDrought(7);
}

/** The flash after `act` on a blank one. */
export function after(act: Act): Uint8Array {
	const flash = new Flash();
	act(opened(flash));
	return flash.image();
}

/** The flash of a device that lived on until `act` had no more room in its page. */
export function fullFor(act: Act, first = settled): Uint8Array {
	const flash = new Flash(after(first));
	while (!turns(flash.image(), act)) opened(flash).writeCeiling('Uplink', 512);
	return flash.image();
}

/** True where `act` makes the journal turn to the other page. */
export function turns(image: Uint8Array, act: Act): boolean {
	const flash = new Flash(image);
	act(opened(flash));
	return erasesOf(flash) > 0;
}

export function erasesOf(flash: Flash): number {
	return flash.erases(0) + flash.erases(1);
}

export function noise(): Uint8Array {
	return Uint8Array.from({length: 2048}, (_, at) => Math.imul(at + 1, 0x9e37_79b9) >>> 24);
}

/** Four octets in a row of one of `secrets` that can be read in `image`, in hex. */
export function readable(image: Uint8Array, secrets: readonly Buffer[]): string[] {
	const octets = Buffer.from(image);
	const words = secrets.flatMap(wordsOf).filter(word => octets.includes(word));
	return words.map(word => word.toString('hex'));
}

function wordsOf(secret: Buffer): Buffer[] {
	return Array.from({length: secret.length - 3}, (_, at) => secret.subarray(at, at + 4));
}
