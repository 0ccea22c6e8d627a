/*
 * What a broker, a store or a key server tells a gateway, each event in a turn of its own: whoever drives the
 * gateway tells it the time before and asks it afterwards when it wants to be woken.
 */
import type {BrokerListener} from '../broker/port.js';
import type {KeyListener} from '../security/key-service.js';
import type {StoreListener} from '../store/port.js';

/** Runs what is told. */
export type Turn = (tell: () => void) => void;

export function brokerInTurn(listener: BrokerListener, turn: Turn): BrokerListener {
	return {
		opened: (...event) => turn(() => listener.opened(...event)),
		published: (...event) => turn(() => listener.published(...event)),
		subscribed: (...event) => turn(() => listener.subscribed(...event)),
		unsubscribed: (...event) => turn(() => listener.unsubscribed(...event)),
		message: (...event) => turn(() => listener.message(...event)),
		lost: (...event) => turn(() => listener.lost(...event)),
	};
}

export function storeInTurn(listener: StoreListener, turn: Turn): StoreListener {
	return {
		stored: (...event) => turn(() => listener.stored(...event)),
		taken: (...event) => turn(() => listener.taken(...event)),
	};
}

export function keysInTurn(listener: KeyListener, turn: Turn): KeyListener {
	return {
		attached: () => turn(() => listener.attached()),
		granted: (...event) => turn(() => listener.granted(...event)),
		refused: (...event) => turn(() => listener.refused(...event)),
		confirmed: (...event) => turn(() => listener.confirmed(...event)),
		drop: (...event) => turn(() => listener.drop(...event)),
		rekey: (...event) => turn(() => listener.rekey(...event)),
		groupKey: (...event) => turn(() => listener.groupKey(...event)),
	};
}
