/*
 * MAC commands and the beacon: IEEE 802.15.4, 7.3 and 7.2.2.1; what ZigBee puts into a beacon.
 *
 *   beacon      superframe 2   GTS 1   pending 1   payload
 *   01 association request     capabilities 1
 *   02 association response    short address 2   status 1
 *   04 data request            -
 *   07 beacon request          -
 *
 * Beacon-less: both orders of the superframe are 15. Knows who says what to whom by the MHR that
 * goes with each; the layer above decides.
 */
import {AddressMode, BROADCAST, FrameType, Mhr, NO_SHORT} from './frame.js';

export const MacCommand = {
	associationRequest: 1,
	associationResponse: 2,
	dataRequest: 4,
	beaconRequest: 7,
} as const;

/** Bits of the capabilities of a device. */
export const Capability = {
	fullFunction: 0x02,
	mains: 0x04,
	rxOnWhenIdle: 0x08,
	allocateAddress: 0x80,
} as const;

/** Status of an association. */
export const AssociationStatus = {success: 0, panAtCapacity: 1} as const;

/** What stands before the payload of a beacon. */
export const BEACON_SIZE = 4;
/** Orders of 15, final CAP slot 15; the bit of the coordinator, and that of permission to join. */
const SUPERFRAME = 0x0fff;
const PAN_COORDINATOR = 0x4000;
const ASSOCIATION_PERMIT = 0x8000;

/** Writes the four octets before the payload of a beacon. */
export function writeBeacon(octets: Uint8Array, coordinator: boolean, permits: boolean): void {
	const superframe =
		SUPERFRAME | (coordinator ? PAN_COORDINATOR : 0) | (permits ? ASSOCIATION_PERMIT : 0);
	octets[0] = superframe;
	octets[1] = superframe >>> 8;
	octets[2] = 0;
	octets[3] = 0;
}

/** Whether the sender of the beacon at `at` lets others join. */
export function permitsAssociation(octets: Uint8Array, at: number): boolean {
	return ((octets[at] | (octets[at + 1] << 8)) & ASSOCIATION_PERMIT) !== 0;
}

/** 03 08: to everybody in any PAN, from nobody. */
export function beaconRequestMhr(): Mhr {
	const mhr = new Mhr();
	mhr.type = FrameType.command;
	mhr.dstMode = AddressMode.short;
	mhr.dstPan = BROADCAST;
	mhr.dstShort = BROADCAST;
	return mhr;
}

/** 00 80: from a short address, to nobody in particular. */
export function beaconMhr(panId: number, source: number): Mhr {
	const mhr = new Mhr();
	mhr.type = FrameType.beacon;
	mhr.srcMode = AddressMode.short;
	mhr.srcPan = panId;
	mhr.srcShort = source;
	return mhr;
}

/** An EUI-64 as two u32. */
export interface Eui {
	readonly high: number;
	readonly low: number;
}

/** 23 c8: to a short address, from an EUI-64 that is in no PAN yet. */
export function associationRequestMhr(panId: number, parent: number, self: Eui): Mhr {
	const mhr = commandTo(panId, parent);
	mhr.srcPan = BROADCAST;
	fromEui(mhr, self);
	return mhr;
}

/** 63 c8: the same within the PAN, for the answer. */
export function dataRequestByEuiMhr(panId: number, parent: number, self: Eui): Mhr {
	const mhr = commandTo(panId, parent);
	mhr.panCompressed = true;
	fromEui(mhr, self);
	return mhr;
}

/** 63 88: between short addresses. */
export function dataRequestMhr(panId: number, parent: number, self: number): Mhr {
	const mhr = commandTo(panId, parent);
	mhr.panCompressed = true;
	mhr.srcMode = AddressMode.short;
	mhr.srcShort = self;
	return mhr;
}

/** 63 cc: between EUI-64s. */
export function associationResponseMhr(panId: number, child: Eui, self: Eui): Mhr {
	const mhr = commandTo(panId, NO_SHORT);
	mhr.panCompressed = true;
	mhr.dstMode = AddressMode.extended;
	mhr.dstHigh = child.high;
	mhr.dstLow = child.low;
	fromEui(mhr, self);
	return mhr;
}

function commandTo(panId: number, destination: number): Mhr {
	const mhr = new Mhr();
	mhr.type = FrameType.command;
	mhr.acknowledge = true;
	mhr.dstMode = AddressMode.short;
	mhr.dstPan = panId;
	mhr.dstShort = destination;
	return mhr;
}

function fromEui(mhr: Mhr, {high, low}: Eui): void {
	mhr.srcMode = AddressMode.extended;
	mhr.srcHigh = high;
	mhr.srcLow = low;
}
