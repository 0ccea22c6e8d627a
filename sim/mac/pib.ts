/*
 * PIB attributes and constants of the IEEE 802.15.4 MAC, by their own names; 2.4 GHz, beacon-less.
 * Times in microseconds: a symbol is 16 us.
 */
import {aTurnaroundTimeUs} from '../phy/o-qpsk.js';

export interface Pib {
	/** 0 to macMaxBE. */
	readonly macMinBE: number;
	/** 3 to 8. */
	readonly macMaxBE: number;
	/** 0 to 5: so many more assessments after the first one. */
	readonly macMaxCSMABackoffs: number;
	/** 0 to 7: so many more attempts after the first one. */
	readonly macMaxFrameRetries: number;
}

/** The standard's defaults. */
export const DEFAULT_PIB: Pib = {
	macMinBE: 3,
	macMaxBE: 5,
	macMaxCSMABackoffs: 4,
	macMaxFrameRetries: 3,
};

/** 20 symbols. */
export const aUnitBackoffPeriodUs = 320;
/** aUnitBackoffPeriod + aTurnaroundTime + SHR and 6 symbols of a PHR: 54 symbols. */
export const macAckWaitDurationUs = 864;
/** Up to this size the shorter spacing follows. */
export const aMaxSIFSFrameSize = 18;
export const macMinSIFSPeriodUs = aTurnaroundTimeUs;
export const macMinLIFSPeriodUs = 640;
/** macPANId of all networks here. */
export const macPANId = 0xabcd;

/** How long a frame that an ACK has promised is waited for: 1,220 symbols. */
export const macMaxFrameTotalWaitTimeUs = 19_520;

/** How long a frame waits for a child that rests: 500 times 960 symbols, 7.68 s. */
export const macTransactionPersistenceTimeUs = 7_680_000;

/** How long an answer to a MAC command may take: 32 times 960 symbols. */
export const macResponseWaitTimeUs = 491_520;

/** aBaseSuperframeDuration: a scan of duration n listens 2^n + 1 times as long. */
export const aBaseSuperframeDurationUs = 15_360;
