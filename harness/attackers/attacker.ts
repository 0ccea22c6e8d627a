/*
 * The shape of an attacker that speaks MQTT-SN: it strikes and heals as any fault does, hears what
 * comes to its antenna, and says in the end what came of it. Time, luck and the radio are handed
 * in. Knows no simulation.
 *
 *   received    datagrams for its own address, and for all
 *   overheard   datagrams for others
 */
import type {Fault} from '../../sim/faults/fault.js';
import type {Address, Transport} from '../transport/transport.js';

export interface Attacker extends Fault {
	received(from: Address, datagram: Uint8Array): void;
	overheard(from: Address, to: Address, datagram: Uint8Array): void;
	readonly gains: Readonly<Gains>;
}

/** What an attacker has, and what it should not have. */
export interface Gains {
	/** Datagrams that it has sent. */
	sent: number;
	/** Messages of a client that it could read. */
	read: number;
	/** What it was told to be accepted, and had no right to. */
	accepted: number;
}

/** What an attacker is given of the world. */
export interface AttackerWays {
	readonly transport: Transport;
	/** In milliseconds, never running back. */
	readonly nowMs: () => number;
	readonly after: (delayMs: number, run: () => void) => void;
	/** So many octets of luck. */
	readonly entropy: (size: number) => Uint8Array;
}

export function noGains(): Gains {
	return {sent: 0, read: 0, accepted: 0};
}

/** `ways` whose transport counts what is sent. */
export function counted(ways: AttackerWays, gains: Gains): AttackerWays {
	const {transport} = ways;
	return {
		...ways,
		transport: {
			send: (to, datagram) => {
				gains.sent += 1;
				transport.send(to, datagram);
			},
			broadcast: (datagram, radius) => {
				gains.sent += 1;
				transport.broadcast(datagram, radius);
			},
		},
	};
}

/** Runs `act` at once and then every `everyMs`, as long as `goesOn`. */
export function repeatedly(
	{after}: Pick<AttackerWays, 'after'>,
	everyMs: number,
	{goesOn, act}: {goesOn: () => boolean; act: () => void},
): void {
	if (!goesOn()) return;
	act();
	after(everyMs, () => repeatedly({after}, everyMs, {goesOn, act}));
}
