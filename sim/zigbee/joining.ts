/*
 * The child's side of joining: ZigBee specification 3.6.1.4 and 3.6.1.5.
 *
 *   State         Event                              Next          Action
 *   out           it is time                         scanning      beacon request, receiver on
 *   scanning      a beacon                           scanning      the best parent is noted
 *   scanning      time is over, no address yet       associating   association request
 *   scanning      time is over, an address           rejoining     rejoin request, by network key
 *   scanning      time is over, no parent            out           a pause, twice as long each time
 *   associating   macResponseWaitTime                associating   data request
 *   associating   association response, an address   in            that is ours; who are we: to all
 *   rejoining     rejoin response                    in            who are we: to all
 *   associating   refused                            out           soon
 *   rejoining     refused                            out           a pause
 *   either        no answer                          out           a pause
 *
 * Of parents that are heard well the one least deep is best, of equals the loudest. The
 * coordinator is in at once, and so is a router that comes back: it has never left the table of
 * anybody who matters.
 */
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {EUI_HIGH} from '../mac/addresses.js';
import type {MacIndication} from '../mac/listener.js';
import {
	AssociationStatus,
	associationRequestMhr,
	BEACON_SIZE,
	beaconRequestMhr,
	Capability,
	dataRequestByEuiMhr,
	dataRequestMhr,
	MacCommand,
	permitsAssociation,
} from '../mac/mac-command.js';
import {aBaseSuperframeDurationUs, macResponseWaitTimeUs} from '../mac/pib.js';
import {BeaconPayload} from './beacon-payload.js';
import type {Counters} from './counters.js';
import type {Device} from './device.js';
import {costOf, LQI_LEAST, lqiOf} from './link-cost.js';
import type {Luck} from './luck.js';
import type {ZigbeeMac} from './mac-port.js';
import {COORDINATOR, fastPollUs, NO_ADDRESS, NWK_RADIUS, PAN_ID} from './nib.js';
import {writeRejoinRequest} from './nwk-command.js';
import {isBroadcast, NwkHeader, NwkType} from './nwk-header.js';
import {readU16} from './octets.js';
import type {Sender} from './sender.js';

const Out = 0;
const Scanning = 1;
const Associating = 2;
const Rejoining = 3;
const In = 4;

/** A scan of duration 4. */
const SCAN_US = (2 ** 4 + 1) * aBaseSuperframeDurationUs;
const PAUSE_US = 1_000_000;
const PAUSE_MAX_US = 32_000_000;
/** Requests for the answer, after the first. */
const ASKS_MAX = 4;
const GOOD_COST_MAX = 3;
const NO_SCORE = Infinity;
/** Scans in which nobody but a parent that is heard well will do: others are still to come. */
const CHOOSY_SCANS = 3;
/** A parent that is heard badly is as bad as one so many levels deeper. */
const BAD_LINK_LEVELS = 16;
const LQI_STEPS = 256;

export interface JoiningWays {
	readonly mac: ZigbeeMac;
	readonly scheduler: Scheduler;
	readonly sender: Sender;
	readonly luck: Luck;
	readonly counters: Counters;
	/** The device takes part from now on. */
	joined(device: Device): void;
	deviceOf(radio: number): Device;
}

export class Joining {
	readonly #ways: JoiningWays;
	readonly #due: Kind;
	readonly #state: Uint8Array;
	/** By radio: which of its deadlines is to come. */
	readonly #deadline: Int32Array;
	readonly #asks: Uint8Array;
	/** Scans in a row without a parent. */
	readonly #scans: Uint8Array;
	readonly #pauseUs: Float64Array;
	readonly #score: Float64Array;
	readonly #parent: Uint16Array;
	readonly #parentDepth: Uint8Array;
	readonly #payload = new Uint8Array(64);
	readonly #beacon = new BeaconPayload();
	readonly #header = new NwkHeader();

	constructor(ways: JoiningWays, radioCount: number) {
		this.#ways = ways;
		this.#state = new Uint8Array(radioCount);
		this.#deadline = new Int32Array(radioCount);
		this.#scans = new Uint8Array(radioCount);
		this.#asks = new Uint8Array(radioCount);
		this.#pauseUs = new Float64Array(radioCount).fill(PAUSE_US);
		this.#score = new Float64Array(radioCount);
		this.#parent = new Uint16Array(radioCount);
		this.#parentDepth = new Uint8Array(radioCount);
		this.#due = ways.scheduler.register((radio, deadline) => {
			if (deadline === this.#deadline[radio]) this.#step(ways.deviceOf(radio));
		});
	}

	/** Has `device` take part: at once if it may, else after looking for a parent. */
	begin(device: Device): void {
		const returns = device.kind === 'router' && device.address !== NO_ADDRESS;
		this.#state[device.radio] = Out;
		if (device.kind === 'coordinator' || returns) this.#enter(device, device.address);
		else this.#scan(device);
	}

	/** The parent is lost. */
	lost(device: Device): void {
		device.joined = false;
		this.#scan(device);
	}

	/** No power: nothing that was begun goes on. */
	stop(device: Device): void {
		this.#state[device.radio] = Out;
		this.#deadline[device.radio]++;
	}

	/** Whether a protected frame may come before the device is in. */
	rejoins(device: Device): boolean {
		return this.#state[device.radio] === Rejoining;
	}

	beaconHeard(device: Device, {octets, at, size, source, rssiCdbm}: MacIndication): void {
		const {radio} = device;
		if (this.#state[radio] !== Scanning || size < BEACON_SIZE) return;
		const beacon = this.#beacon;
		if (!beacon.read(octets, at + BEACON_SIZE, at + size)) return;
		const hasRoom = device.sleepy ? beacon.endDeviceRoom : beacon.routerRoom;
		const isNew = device.address === NO_ADDRESS;
		if (isNew && !(hasRoom && permitsAssociation(octets, at))) return;
		const lqi = lqiOf(rssiCdbm);
		const good = costOf(lqi) <= GOOD_COST_MAX;
		if (lqi < LQI_LEAST || (!good && this.#scans[radio] <= CHOOSY_SCANS)) return;
		const levels = beacon.depth + (good ? 0 : BAD_LINK_LEVELS);
		const score = levels * LQI_STEPS - lqi;
		if (score >= this.#score[radio]) return;
		this.#score[radio] = score;
		this.#parent[radio] = source;
		this.#parentDepth[radio] = beacon.depth;
	}

	/** An association response has come. */
	associationAnswered(device: Device, {octets, at, size}: MacIndication): void {
		if (this.#state[device.radio] !== Associating || size < 4) return;
		const address = readU16(octets, at + 1);
		const success = octets[at + 3] === AssociationStatus.success;
		if (success && isDevice(address)) this.#enter(device, address);
		else this.#lookElsewhere(device);
	}

	/** A rejoin response has come. */
	rejoinAnswered(device: Device, address: number, status: number): void {
		if (this.#state[device.radio] !== Rejoining) return;
		if (status === AssociationStatus.success && isDevice(address)) this.#enter(device, address);
		else this.#pause(device);
	}

	#step(device: Device): void {
		switch (this.#state[device.radio]) {
			case Out:
				this.#scan(device);
				return;
			case Scanning:
				this.#choose(device);
				return;
			case Associating:
			case Rejoining:
				this.#ask(device);
				return;
		}
	}

	#scan(device: Device): void {
		const {mac} = this.#ways;
		const {radio} = device;
		this.#state[radio] = Scanning;
		this.#score[radio] = NO_SCORE;
		if (this.#scans[radio] < 0xff) this.#scans[radio]++;
		mac.setRxOnWhenIdle(radio, true);
		this.#payload[0] = MacCommand.beaconRequest;
		mac.sendFrame(radio, beaconRequestMhr(), this.#payload, 1);
		this.#wait(device, SCAN_US);
	}

	#choose(device: Device): void {
		const {radio} = device;
		if (this.#score[radio] === NO_SCORE) {
			this.#pause(device);
			return;
		}
		this.#asks[radio] = 0;
		if (device.address === NO_ADDRESS) this.#associate(device);
		else this.#rejoin(device);
	}

	#associate(device: Device): void {
		const {mac} = this.#ways;
		const {radio, euiLow, sleepy} = device;
		const mhr = associationRequestMhr(PAN_ID, this.#parent[radio], {high: EUI_HIGH, low: euiLow});
		this.#state[radio] = Associating;
		this.#payload[0] = MacCommand.associationRequest;
		this.#payload[1] = capabilitiesOf(sleepy);
		mac.sendFrame(radio, mhr, this.#payload, 2);
		if (sleepy) mac.setRxOnWhenIdle(radio, false);
		this.#wait(device, macResponseWaitTimeUs);
	}

	#rejoin(device: Device): void {
		const {mac, sender} = this.#ways;
		const {radio, euiLow, sleepy} = device;
		this.#state[radio] = Rejoining;
		const header = this.#header;
		header.begin(NwkType.command, device.address, this.#parent[radio]);
		header.sign(EUI_HIGH, euiLow);
		header.radius = 1;
		header.sequence = device.nextSequence();
		const at = header.write(this.#payload);
		const size = writeRejoinRequest(this.#payload, at, capabilitiesOf(sleepy));
		sender.unicast(device, this.#parent[radio], this.#payload, size, NWK_RADIUS);
		if (sleepy) mac.setRxOnWhenIdle(radio, false);
		this.#wait(device, fastPollUs);
	}

	/** Asks the parent for its answer. */
	#ask(device: Device): void {
		const {mac} = this.#ways;
		const {radio, euiLow} = device;
		if (this.#asks[radio]++ === ASKS_MAX) {
			this.#pause(device);
			return;
		}
		const parent = this.#parent[radio];
		const isNew = device.address === NO_ADDRESS;
		const mhr = isNew
			? dataRequestByEuiMhr(PAN_ID, parent, {high: EUI_HIGH, low: euiLow})
			: dataRequestMhr(PAN_ID, parent, device.address);
		this.#payload[0] = MacCommand.dataRequest;
		mac.sendFrame(radio, mhr, this.#payload, 1);
		this.#wait(device, fastPollUs);
	}

	#pause(device: Device): void {
		const {radio} = device;
		const {luck} = this.#ways;
		this.#state[radio] = Out;
		const pauseUs = this.#pauseUs[radio];
		if (this.#scans[radio] > CHOOSY_SCANS)
			this.#pauseUs[radio] = Math.min(PAUSE_MAX_US, 2 * pauseUs);
		if (device.sleepy) this.#ways.mac.setRxOnWhenIdle(radio, false);
		this.#wait(device, pauseUs / 2 + luck.below(device, pauseUs));
	}

	/** The parent has filled up since its beacon: there may be another one. */
	#lookElsewhere(device: Device): void {
		this.#state[device.radio] = Out;
		this.#wait(device, this.#ways.luck.below(device, SCAN_US));
	}

	#wait({radio}: Device, delayUs: number): void {
		const {scheduler} = this.#ways;
		scheduler.at(scheduler.now + delayUs, this.#due, radio, ++this.#deadline[radio]);
	}

	#enter(device: Device, address: number): void {
		const {radio} = device;
		const {mac, counters} = this.#ways;
		const anew = device.address !== NO_ADDRESS && device.kind !== 'coordinator';
		if (this.#state[radio] !== Out) {
			device.parent = this.#parent[radio];
			device.depth = this.#parentDepth[radio] + 1;
		}
		this.#state[radio] = In;
		this.#deadline[radio]++;
		this.#pauseUs[radio] = PAUSE_US;
		this.#scans[radio] = 0;
		device.address = address;
		device.joined = true;
		mac.addresses.assign(radio, address);
		mac.setRxOnWhenIdle(radio, !device.sleepy);
		if (anew) counters.rejoined++;
		else counters.joined++;
		this.#ways.joined(device);
	}
}

/** Whether an address may be that of one device other than the coordinator. */
function isDevice(address: number): boolean {
	return address !== COORDINATOR && !isBroadcast(address);
}

function capabilitiesOf(sleepy: boolean): number {
	if (sleepy) return Capability.allocateAddress;
	const router = Capability.fullFunction | Capability.mains | Capability.rxOnWhenIdle;
	return router | Capability.allocateAddress;
}
