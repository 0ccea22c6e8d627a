/*
 * What one channel's energy does on another one: 5 MHz lie between neighbours, and a receiver's
 * filter takes most of it away.
 *
 *   own channel   0 dB      adjacent   32 dB      alternate   48 dB      farther: nothing is felt
 *
 * AT86RF231's datasheet gives these, the least of the parts that were looked at; CC2420 has 45
 * and 54. The standard asks for 0 and 30: IEEE 802.15.4-2006, 6.5.3.3.
 */

/** Where nothing is felt, in hundredths of a dB. */
export const UNFELT_CDB = 100_000;

const REJECTION_CDB = [0, 3200, 4800];

/**
 * How much weaker energy on the `span` channels from `first` on is behind the filter of a
 * receiver on `channel`, in hundredths of a dB. A span of nought is felt nowhere.
 */
export function rejectionCdb(first: number, span: number, channel: number): number {
	if (span === 0) return UNFELT_CDB;
	const away = Math.max(0, first - channel, channel - (first + span - 1));
	return away < REJECTION_CDB.length ? REJECTION_CDB[away] : UNFELT_CDB;
}

/** A Wi-Fi channel of 20 MHz covers four of ours: the two below its middle and the two above. */
export const WIFI_SPAN = 4;

/** The first of our channels that Wi-Fi channel `wifi`, 1 to 13, covers; its last is 3 more. */
export function firstUnderWifi(wifi: number): number {
	return wifi + 10;
}
