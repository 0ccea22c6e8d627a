/*
 * What is counted in captures, and in which parts a way to carry values is cut.
 *
 *   open      until both ends may talk: TCP and TLS, or discovery and SNAKE-128
 *   session   what the protocol above wants first: CONNECT, SUBSCRIBE, REGISTER; nothing for HTTP
 *   get       one value comes to the device
 *   send      one value goes from the device
 *   getMany   MANY values come, one after the other
 */

/** Parts of a way, in the order in which they are had and shown. */
export const PHASES = ['open', 'session', 'get', 'send', 'getMany'] as const;
export type Phase = (typeof PHASES)[number];

/** As many values as in the comparisons that are often quoted. */
export const MANY = 100;

export interface Count {
	/** IP packets on the loopback, MAC frames with their acknowledgements in the air. */
	readonly packets: number;
	/** Of these, whole: from the first octet of IP, or of the PSDU with its FCS. */
	readonly octets: number;
	/** What TCP or UDP carried of that: TLS records, or MQTT-SN as protected. */
	readonly carriedOctets: number;
	/** What is left without protection: HTTP, MQTT or MQTT-SN. */
	readonly applicationOctets: number;
}

export type PhaseCounts = Readonly<Record<Phase, Count>>;

export const NOTHING: Count = {packets: 0, octets: 0, carriedOctets: 0, applicationOctets: 0};

export function sumOf(counts: readonly Count[]): Count {
	return counts.reduce(
		(sum, count) => ({
			packets: sum.packets + count.packets,
			octets: sum.octets + count.octets,
			carriedOctets: sum.carriedOctets + count.carriedOctets,
			applicationOctets: sum.applicationOctets + count.applicationOctets,
		}),
		NOTHING,
	);
}
