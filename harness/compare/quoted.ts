/*
 * Figures that are often quoted for MQTT against HTTPS, without a capture: octets to get one value,
 * to send one, and to get a hundred. They stand beside what was measured and enter nothing.
 */
export interface Quoted {
	readonly get: number;
	readonly send: number;
	readonly getMany: number;
}

export const QUOTED = {
	https: {get: 302, send: 320, getMany: 12_600},
	mqtt: {get: 68, send: 47, getMany: 2445},
} as const satisfies Readonly<Record<string, Quoted>>;
