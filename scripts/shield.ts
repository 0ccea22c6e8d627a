/*
 * What stands between a board and whoever counts its instructions: nothing, or a guard with a key
 * server of its own, at once and in this process.
 *
 *   board  --datagram-->   heard()   -->  messages; what the guard answers itself is sent
 *          <--datagrams--  sealed()  <--  a message
 */
import {createHash} from 'node:crypto';
import {Guard} from '../harness/security/guard.js';
import {KeyDesk} from '../harness/security/key-desk.js';
import {factoryKey} from '../harness/security/keys.js';

export interface Shield {
	/** The messages in a datagram of the board. */
	heard(nowMs: number, datagram: Uint8Array): readonly Uint8Array[];
	/** A message as it goes to the board. */
	sealed(message: Uint8Array): readonly Uint8Array[];
	/** What the guard says of its own accord, since it was asked last. */
	answers(): readonly Uint8Array[];
}

export const PLAIN: Shield = {
	heard: (_nowMs, datagram) => [datagram],
	sealed: message => [message],
	answers: () => [],
};

const BOARD = 'board';
const GWID = Buffer.from('00124b00aabbccdd', 'hex');
const EUI = Buffer.from('00124b0001020304', 'hex');
const BATCH = Uint8Array.of(0, 0, 0, 1);
const MASTER_KEY = new Uint8Array(16).fill(0x11);
const RECOVERY_KEY = new Uint8Array(16).fill(0x22);
/** What PROVISION takes. The luck of a count is no luck, and its keys are nobody's. */
export const IDENTITY = [EUI, factoryKey(MASTER_KEY, EUI, BATCH), RECOVERY_KEY, 1] as const;

/** A guard with compact records before the gateway `gwId`. */
export function guarded(gwId: number): Shield {
	const sent: Uint8Array[] = [];
	const delivered: Uint8Array[] = [];
	let drawn = 0;
	const entropy = (size: number) => {
		drawn += 1;
		return createHash('shake256', {outputLength: size}).update(String(drawn)).digest();
	};
	const desk = new KeyDesk(MASTER_KEY, BATCH);
	const send = (_to: unknown, datagram: Uint8Array) => void sent.push(Uint8Array.from(datagram));
	const guard = new Guard(
		{gwid: GWID, gwId, policy: 'required', recordForm: 'compact', entropy},
		{
			transport: {send, broadcast: datagram => send(undefined, datagram)},
			keys: desk.attach(GWID),
			deliver: (_nowMs, from, message) => {
				place = from;
				delivered.push(Uint8Array.from(message));
			},
		},
	);
	let place = BOARD;
	guard.start(0);
	desk.settle();
	return {
		heard: (nowMs, datagram) => {
			guard.received(nowMs, BOARD, datagram);
			desk.settle();
			return delivered.splice(0);
		},
		sealed: message => {
			guard.send(place, message);
			return sent.splice(0);
		},
		answers: () => sent.splice(0),
	};
}
