/*
 * ZigBee: messages between devices of one network, over as many hops as it takes. The same door
 * upwards and downwards as 6LoWPAN has.
 *
 *   send ->  APS  ->  router, broadcasts  ->  sender: protected  ->  MAC
 *            APS  <-  opened, counted, new, for whom?            <-  MAC
 *                     discovery, links, family, joining, polling: what devices say to each other
 *
 * One object serves all nodes; a node is the index of its radio. The first gateway is the
 * coordinator, further gateways and forwarders are routers; of the nodes those that sleep are end
 * devices. All have the network key. What a device knows of others it has from frames.
 * docs/zigbee.md says what is left out.
 */
import type {DatagramListener, Ports} from '../datagram.js';
import {streamKey} from '../kernel/random.js';
import type {Kind, Scheduler} from '../kernel/scheduler.js';
import {type Addresses, NO_RADIO} from '../mac/addresses.js';
import type {MacOrigin} from '../mac/listener.js';
import type {MacIndication, MacListener, SendStatus} from '../mac/mac.js';
import {MacCommand} from '../mac/mac-command.js';
import {Antechamber} from './antechamber.js';
import {Aps} from './aps.js';
import {Broadcasts} from './broadcasts.js';
import {Counters} from './counters.js';
import {Device, type DeviceKind} from './device.js';
import {Discovery} from './discovery.js';
import {hasEndpoint, isGatewaySide} from './endpoints.js';
import {Family} from './family.js';
import {FrameStore} from './frame-store.js';
import {Inbound} from './inbound.js';
import {Joining} from './joining.js';
import {Links} from './links.js';
import {Luck} from './luck.js';
import type {ZigbeeMac} from './mac-port.js';
import {NetworkSecurity} from './network-security.js';
import {COORDINATOR, NO_ADDRESS, nwkConcentratorDiscoveryTimeUs, PAN_ID} from './nib.js';
import {Everybody, isBroadcast} from './nwk-header.js';
import {Outsider} from './outsider.js';
import {Polling} from './polling.js';
import {Router} from './router.js';
import {Sender} from './sender.js';
import {DEFAULT_TREE, type TreeShape} from './tree.js';

/** What a radio is in the network. */
export interface DeviceDescription {
	readonly kind: DeviceKind;
	/** A gateway has the others find the way to it. */
	readonly isGateway: boolean;
}

/** What the layer above learns. */
export interface ZigbeeListener extends DatagramListener {
	/** `node` has joined through `parent`; -1 where it has lost it. */
	parentChanged?(node: number, parent: number): void;
}

export interface ZigbeeOptions {
	readonly mac: ZigbeeMac;
	readonly scheduler: Scheduler;
	readonly listener: ZigbeeListener;
	/** By radio; one of them is the coordinator. */
	readonly devices: readonly DeviceDescription[];
	/** 16 octets. */
	readonly networkKey: Uint8Array;
	readonly seed: number;
	/** DEFAULT_TREE if not said. */
	readonly tree?: TreeShape;
}

/** A gateway calls after it has been in so long, so that its neighbours know each other. */
const FIRST_CALL_US = 2_000_000;
const ANNOUNCE_WITHIN_US = 1_000_000;

export class Zigbee implements MacListener {
	readonly counters = new Counters();
	readonly #scheduler: Scheduler;
	readonly #listener: ZigbeeListener;
	readonly #addresses: Addresses;
	readonly #devices: readonly Device[];
	readonly #luck: Luck;
	readonly #sender: Sender;
	readonly #router: Router;
	readonly #discovery: Discovery;
	readonly #broadcasts: Broadcasts;
	readonly #links: Links;
	readonly #family: Family;
	readonly #joining: Joining;
	readonly #polling: Polling;
	readonly #aps: Aps;
	readonly #outsider: Outsider;
	readonly #inbound: Inbound;
	readonly #antechamber = new Antechamber();
	readonly #called: Kind;
	readonly #announced: Kind;
	/** By radio: which of its calls is to come. */
	readonly #calls: Int32Array;

	constructor(options: ZigbeeOptions) {
		const {mac, scheduler, listener, devices, networkKey, tree = DEFAULT_TREE} = options;
		const {counters} = this;
		const store = new FrameStore();
		const security = new NetworkSecurity(networkKey);
		const count = devices.length;
		const deviceOf = (radio: number) => this.#devices[radio];
		this.#scheduler = scheduler;
		this.#listener = listener;
		this.#addresses = mac.addresses;
		this.#devices = devices.map(
			({kind, isGateway}, radio) =>
				new Device(radio, mac.addresses.euiLowOf(radio), kind, isGateway),
		);
		mac.setPanId(PAN_ID);
		mac.addresses.clear();
		const luck = new Luck(streamKey(options.seed, 'zigbee'));
		this.#luck = luck;
		this.#sender = new Sender(
			{
				mac,
				security,
				store,
				counters,
				failed: (device, nextHop, kept, tries) => {
					this.#router.linkFailed(device, nextHop, kept, tries);
				},
			},
			count,
		);
		const sender = this.#sender;
		this.#router = new Router({
			scheduler,
			luck,
			deviceOf,
			sender,
			store,
			counters,
			tree,
			discover: (device, destination, npdu, size) => {
				this.#discovery.discover(device, destination, npdu, size);
			},
			wayFailed: (device, destination) => this.#aps.transfers.wayFailed(device, destination),
		});
		const common = {mac, scheduler, sender, store, counters, luck, tree, deviceOf};
		this.#discovery = new Discovery({...common, router: () => this.#router});
		this.#broadcasts = new Broadcasts(common);
		this.#links = new Links(common, count);
		this.#family = new Family(common, count);
		this.#joining = new Joining({...common, joined: device => this.#joined(device)}, count);
		this.#polling = new Polling({...common, lost: device => this.#lost(device)}, count);
		this.#aps = new Aps({
			...common,
			router: this.#router,
			broadcasts: this.#broadcasts,
			listener,
			announced: (device, address, euiLow) => {
				this.#family.movedAway(device, euiLow, address);
				device.records?.forget(address);
			},
			waits: device => this.#polling.expect(device),
		});
		this.#outsider = new Outsider(mac, counters);
		this.#inbound = new Inbound({
			security,
			counters,
			router: this.#router,
			discovery: this.#discovery,
			broadcasts: this.#broadcasts,
			links: this.#links,
			family: this.#family,
			joining: this.#joining,
			aps: this.#aps,
		});
		this.#calls = new Int32Array(count);
		this.#called = scheduler.register((radio, call) => this.#call(deviceOf(radio), call));
		this.#announced = scheduler.register(radio => this.#announce(deviceOf(radio)));
	}

	/** The short address of a node, NO_ADDRESS while it has none. */
	addressOf(node: number): number {
		return this.#devices[node].address;
	}

	/** Whether a node takes part in the network. */
	joined(node: number): boolean {
		return this.#devices[node].joined;
	}

	/** Switches a node on, which then looks for the network; or off. */
	setPower(node: number, on: boolean): void {
		const device = this.#devices[node];
		if (device.powered === on) return;
		device.powered = on;
		if (on) {
			this.#joining.begin(device);
			return;
		}
		device.restart();
		this.#listener.parentChanged?.(node, NO_RADIO);
		this.#joining.stop(device);
		this.#polling.stop(device);
		this.#aps.transfers.drop(device);
		this.#discovery.drop(device);
		this.#antechamber.drop(node);
	}

	/** A node that sleeps expects something, or nothing. */
	setAwake(node: number, awake: boolean): void {
		const device = this.#devices[node];
		device.awake = awake;
		this.#polling.hasten(device);
	}

	/**
	 * Sends `size` octets at `at` to the short address `destination`; 0xffff is everybody, `radius`
	 * hops far, 0 for the whole network. Returns false where it was refused, and a counter says why.
	 */
	send(
		node: number,
		destination: number,
		ports: Ports,
		octets: Uint8Array,
		at: number,
		size: number,
		radius = 0,
	): boolean {
		const device = this.#devices[node];
		if (!hasEndpoint(ports.from) || !hasEndpoint(ports.to))
			throw new RangeError('no such endpoint');
		if (!device.joined)
			return this.#comesEarly(device, destination, ports, {octets, at, size, radius});
		if (!isBroadcast(destination)) {
			return this.#aps.send(device, destination, ports, octets, at, size);
		}
		// What gateways say is for those who sleep, too.
		const fromGateway = device.records !== undefined || isGatewaySide(ports.from);
		const everybody = fromGateway ? Everybody.all : Everybody.awake;
		return this.#aps.broadcast(device, {everybody, radius, ports}, octets, at, size);
	}

	/** The same from somebody who does not have the network key: in clear, one hop far. */
	sendInClear(node: number, destination: number, ports: Ports, octets: Uint8Array): boolean {
		return this.#outsider.send(this.#devices[node], destination, ports, octets);
	}

	#comesEarly(
		device: Device,
		destination: number,
		ports: Ports,
		{octets, at, size, radius}: {octets: Uint8Array; at: number; size: number; radius: number},
	): boolean {
		const message = {destination, ports, octets: octets.slice(at, at + size), radius};
		const early = {...message, sinceUs: this.#scheduler.now};
		const waits = device.powered && this.#antechamber.wait(device.radio, early);
		if (!waits) this.counters.notJoined++;
		return waits;
	}

	macReceived(node: number, frame: MacIndication): void {
		const device = this.#devices[node];
		if (!device.powered) return;
		// Whoever rests has broadcasts from its parent, and must not believe that older frames repeat.
		if (device.sleepy && isBroadcast(frame.destination)) return;
		this.#inbound.received(device, frame);
		if (frame.pending) this.#polling.moreWaits(device);
	}

	macSent(node: number, handle: number, status: SendStatus): void {
		this.#sender.sent(this.#devices[node], handle, status);
	}

	macExpired(): void {
		this.counters.expired++;
	}

	macBeacon(node: number, frame: MacIndication): void {
		this.#joining.beaconHeard(this.#devices[node], frame);
	}

	macCommand(node: number, frame: MacIndication, origin: MacOrigin): void {
		const device = this.#devices[node];
		if (!device.powered || frame.size === 0) return;
		const command = frame.octets[frame.at];
		if (command === MacCommand.beaconRequest) this.#family.beaconRequested(device);
		else if (command === MacCommand.associationRequest && frame.size > 1) {
			this.#family.associationRequested(device, origin, frame.octets[frame.at + 1]);
		} else if (command === MacCommand.associationResponse) {
			this.#joining.associationAnswered(device, frame);
		}
	}

	macAsked(node: number, child: number): void {
		this.#devices[node].neighbors.asked(child, this.#scheduler.now);
	}

	macPolled(node: number, status: SendStatus): void {
		this.#polling.polled(this.#devices[node], status);
	}

	#lost(device: Device): void {
		this.#listener.parentChanged?.(device.radio, NO_RADIO);
		this.#joining.lost(device);
	}

	#joined(device: Device): void {
		const {now} = this.#scheduler;
		if (device.parent !== NO_ADDRESS) {
			this.#listener.parentChanged?.(device.radio, this.#addresses.radioOf(device.parent));
		}
		if (device.sleepy) this.#polling.begin(device);
		else this.#links.begin(device);
		// The tree leads to the coordinator, which is told the way back like any gateway that calls.
		if (device.parent !== NO_ADDRESS && !device.sleepy) {
			this.#router.gatewayHeard(device, COORDINATOR, device.parent);
		}
		const soon = this.#luck.below(device, ANNOUNCE_WITHIN_US);
		if (device.parent !== NO_ADDRESS) this.#scheduler.at(now + soon, this.#announced, device.radio);
		for (const {destination, ports, octets, radius} of this.#antechamber.take(device.radio, now)) {
			this.send(device.radio, destination, ports, octets, 0, octets.length, radius);
		}
		if (device.records === undefined) return;
		const call = ++this.#calls[device.radio];
		this.#scheduler.at(now + FIRST_CALL_US, this.#called, device.radio, call);
	}

	#announce(device: Device): void {
		if (device.joined) this.#aps.announce(device);
	}

	/** A gateway has all find the way to it. */
	#call(device: Device, call: number): void {
		if (call !== this.#calls[device.radio] || !device.joined) return;
		this.#discovery.callMany(device);
		const nextUs = this.#scheduler.now + nwkConcentratorDiscoveryTimeUs;
		this.#scheduler.at(nextUs, this.#called, device.radio, call);
	}
}
