/*
 * A gateway to be judged, as the suite sees it: places on its network, a broker behind it, and
 * what is known of its settings. Facts that are not given make their cases "not supported".
 */
import type {OpenOutcome} from '../broker/port.js';
import type {Clock, Port} from './line.js';
import type {Observer} from './observer.js';

export interface GatewayFacts {
	/** The id that ADVERTISE and GWINFO bear. */
	readonly gwId?: number;
	/** TADV, where ADVERTISE and what else goes to everybody can be heard. */
	readonly tadvS?: number;
	/** Whether GWINFO can be heard by whoever asked for it. */
	readonly discovery: boolean;
	/** Tretry and Nretry towards clients; absent where it never repeats. */
	readonly tretryMs?: number;
	readonly nretry?: number;
	readonly twaitMs?: number;
	/** A predefined topic that every client may use. */
	readonly predefined?: {readonly topicId: number; readonly topicName: string};
	/** The longest message it takes and sends, in octets. */
	readonly messageSizeMax?: number;
	/** How many topics one client may have. */
	readonly topicsMax?: number;
	/** How many subscriptions one client may have. */
	readonly subscriptionsMax?: number;
	/** How many clients may be connected. */
	readonly clientsMax?: number;
}

/** Makes the broker fail: only where it lies in the hand of the suite. */
export interface BrokerControl {
	/** Ends every connection of the gateway to its broker. */
	cut(): void;
	/** Lets no further connection be accepted, or with undefined accepts them again. */
	refuse(outcome: Exclude<OpenOutcome, {kind: 'accepted'}> | undefined): void;
	/** Keeps the acknowledgements of what is published back until release(). */
	hold(): void;
	release(): void;
	/** What the gateway has acknowledged of the messages it was sent. */
	readonly acknowledgedCount: number;
}

export interface GatewayTarget extends Clock {
	readonly facts: GatewayFacts;
	/** The MQTT client beside the gateway that sees what it publishes. */
	readonly observer: Observer;
	readonly broker?: BrokerControl;
	/** Distinguishes this case's topics and client ids from all others, in a few characters. */
	readonly tag: string;
	/** A new place on the gateway's network. */
	open(): Promise<Port>;
	close(): Promise<void>;
}
