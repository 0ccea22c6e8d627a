/*
 * One device: what it is, where it stands in the network, and its tables. What a device keeps
 * through a loss of power is what ZigBee calls persistent: address, parent, the addresses that it
 * has given, children, and a frame counter that jumps.
 */
import {BroadcastTable} from './broadcast-table.js';
import {Neighbors} from './neighbors.js';
import {COORDINATOR, NO_ADDRESS} from './nib.js';
import {ReplayRecord} from './replay.js';
import {RouteRecords} from './route-records.js';
import {Discoveries, Routes} from './routes.js';

/** A sleepy end device has its receiver off and asks its parent. */
export type DeviceKind = 'coordinator' | 'router' | 'sleeper';

/** What a counter jumps by after a loss of power: so many values may not have been kept. */
const COUNTER_JUMP = 1024;

export class Device {
	/** Whether it has power, and whether it takes part in the network. */
	powered = false;
	joined = false;
	address = NO_ADDRESS;
	parent = NO_ADDRESS;
	depth = 0;
	/** The last ones used. */
	sequence = 0;
	apsCounter = 0;
	requestId = 0;
	frameCounter = 0;
	/** Luck drawn so far. */
	draws = 0;
	/** A sleeper expects something: it asks its parent often. */
	awake = true;
	/** Messages of its own that wait for an ACK of APS. */
	transfers = 0;
	/** Addresses that it has given, by the lower half of the EUI-64; routers and end devices. */
	readonly given = new Map<number, number>();
	routersGiven = 0;
	endDevicesGiven = 0;
	readonly neighbors = new Neighbors();
	readonly routes = new Routes();
	readonly discoveries = new Discoveries();
	readonly broadcasts = new BroadcastTable();
	readonly replays = new ReplayRecord();
	/** Ways back: gateways alone keep them. */
	readonly records: RouteRecords | undefined;

	constructor(
		readonly radio: number,
		readonly euiLow: number,
		readonly kind: DeviceKind,
		isGateway: boolean,
	) {
		if (isGateway) this.records = new RouteRecords();
		if (kind === 'coordinator') this.address = COORDINATOR;
	}

	/** Whether it sleeps and asks its parent. */
	get sleepy(): boolean {
		return this.kind === 'sleeper';
	}

	nextSequence(): number {
		this.sequence = (this.sequence + 1) & 0xff;
		return this.sequence;
	}

	nextApsCounter(): number {
		this.apsCounter = (this.apsCounter + 1) & 0xff;
		return this.apsCounter;
	}

	nextRequestId(): number {
		this.requestId = (this.requestId + 1) & 0xff;
		return this.requestId;
	}

	/** Power comes back, or comes: what is not persistent is gone. */
	restart(): void {
		this.joined = false;
		this.frameCounter += COUNTER_JUMP;
		this.routes.clear();
		this.discoveries.clear();
		this.records?.clear();
	}
}
