/* What a link has to tell. */
import type {Device} from './device.js';
import type {DatagramUp, Fault, LogLine, Panic} from './payloads.js';

/**
 *   absent     there is no port              hello     open; the device is asked who it is
 *   present    it cannot be opened           ready     it has answered
 *   opening    it is being opened            stalled   it has not answered for three seconds
 *   unplugged  it went away
 */
export type LinkState =
	| 'absent'
	| 'present'
	| 'opening'
	| 'hello'
	| 'ready'
	| 'stalled'
	| 'unplugged';

/** What a device says of its own accord. `event` is an Event, `value` depends on it. */
export interface DeviceEvent {
	readonly event: number;
	readonly tUs: number;
	readonly value: number;
	readonly octets: Uint8Array;
}

export type News =
	| {readonly kind: 'state'; readonly state: LinkState; readonly before: LinkState}
	/** The device has started anew; unless it was told to, whatever is tested has failed. */
	| {readonly kind: 'restart'; readonly commanded: boolean; readonly device: Device}
	/** A HELLO was answered with a status. */
	| {readonly kind: 'refused'; readonly status: number}
	| {readonly kind: 'datagram'; readonly datagram: DatagramUp}
	| {readonly kind: 'event'; readonly event: DeviceEvent}
	| {readonly kind: 'log'; readonly log: LogLine}
	| {readonly kind: 'text'; readonly text: string}
	| {readonly kind: 'panic'; readonly panic: Panic}
	| {readonly kind: 'fault'; readonly fault: Fault};
