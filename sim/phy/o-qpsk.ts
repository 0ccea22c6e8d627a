/*
 * From signal-to-noise ratio to lost frames: 2.4 GHz O-QPSK of IEEE 802.15.4, 250 kbit/s.
 *
 *   BER = 8/15 * 1/16 * sum over k = 2..16 of (-1)^k C(16,k) exp(20 SINR (1/k - 1))
 *
 * IEEE 802.15.4-2006, Annex E.4.1.8; a frame survives if each of its bits does. The frame's
 * fate is looked up: a table holds the logarithm of a bit's survival for each 0.01 dB.
 */
import {exp, ln, ratio} from './decibel.js';

/** One octet on the air: two symbols of 16 us. */
export const OCTET_US = 32;
/** One bit on the air. */
export const BIT_US = 4;
/** Preamble of four octets and the start-of-frame delimiter. */
export const SHR_US = 5 * OCTET_US;
/** aMaxPHYPacketSize. */
export const aMaxPHYPacketSize = 127;
/** aTurnaroundTime, 12 symbols. */
export const aTurnaroundTimeUs = 192;
/** CCA, 8 symbols. */
export const CCA_US = 128;

/** Above this and alone, a frame arrives: a 133-octet frame is lost less than once in 10^7. */
export const CERTAIN_CDB = 400;
/** Below this, even an ACK is lost. */
const HOPELESS_CDB = -1000;

/** How long a PSDU of `size` octets is on the air, with SHR and PHR: (6 + size) * 32 us. */
export function airtimeUs(size: number): number {
	return (6 + size) * OCTET_US;
}

/** The probability that a bit is wrong at a linear signal-to-noise ratio. */
export function bitErrorRate(sinr: number): number {
	let sum = 0;
	let choose = 16;
	for (let k = 2; k <= 16; k++) {
		choose = (choose * (17 - k)) / k;
		sum += (k % 2 === 0 ? choose : -choose) * exp(20 * sinr * (1 / k - 1));
	}
	return Math.min(0.5, Math.max(0, (8 / 15 / 16) * sum));
}

const logSurvival = new Float64Array(CERTAIN_CDB - HOPELESS_CDB + 1);
for (let index = 0; index < logSurvival.length; index++) {
	logSurvival[index] = ln(1 - bitErrorRate(ratio((index + HOPELESS_CDB) / 100)));
}

/** The logarithm of the probability that `bits` bits survive at `sinrCdb` hundredths of a dB. */
export function logSurvivalOf(sinrCdb: number, bits: number): number {
	if (sinrCdb > CERTAIN_CDB) return 0;
	if (sinrCdb < HOPELESS_CDB) return -Infinity;
	return bits * logSurvival[sinrCdb - HOPELESS_CDB];
}

/** The probability that `bits` bits survive at `sinrCdb` hundredths of a dB. */
export function survival(sinrCdb: number, bits: number): number {
	const log = logSurvivalOf(sinrCdb, bits);
	return log < -700 ? 0 : exp(log);
}
