/*
 * Reason codes of MQTT 5, 2.4, in the words of MQTT 3.1.1.
 */

/** Reason codes from here on are failures. */
const FAILURE = 0x80;

/** Whether a broker that says `reasonCode` has not done what it was asked for. */
export function isFailure(reasonCode: number): boolean {
	return reasonCode >= FAILURE;
}

/** The return code (1 to 5) of MQTT 3.1.1 that says most of a CONNACK's: MQTT 5, 3.2.2.2. */
export function returnCodeOf(reasonCode: number): number {
	switch (reasonCode) {
		case 0x84: // Unsupported Protocol Version
			return 1;
		case 0x85: // Client Identifier not valid
			return 2;
		case 0x88: // Server unavailable
		case 0x89: // Server busy
		case 0x97: // Quota exceeded
		case 0x9c: // Use another server
		case 0x9d: // Server moved
		case 0x9f: // Connection rate exceeded
			return 3;
		case 0x86: // Bad User Name or Password
		case 0x8c: // Bad authentication method
			return 4;
		default:
			return 5;
	}
}
