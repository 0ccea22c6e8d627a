/*
 * What is said to everybody while gateways are looked for: MQTT-SN 1.2, section 6.1.
 *
 * Each handler takes a message whose header was checked, checks the rest, and returns why it was
 * dropped, or Malformed.None.
 */

import {considerGateways} from './connection';
import {Counter} from './counter';
import {count} from './counting';
import {entropy} from './host';
import {clock, discovery, gateways} from './layout';
import {ADVERTISEMENTS_MISSED, GATEWAY_LIFETIME_S} from './limits';
import {Advertise} from './wire/advertise';
import {Gwinfo} from './wire/gwinfo';
import {Malformed} from './wire/malformed';
import {readU16} from './wire/octets';
import {Searchgw} from './wire/searchgw';

/** A client that speaks for a gateway says nothing of its strength: any other is preferred. */
const UNHEARD_DBM: i32 = -128;

export function onAdvertise(frame: usize, from: u16, rssiDbm: i32): Malformed {
	const message = Advertise.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	const durationS = u32(message.duration) * ADVERTISEMENTS_MISSED;
	heard(from, message.gwId, rssiDbm, durationS > 0 ? durationS : GATEWAY_LIFETIME_S);
	return Malformed.None;
}

/** Where a client answers for a gateway, GwAdd is the gateway's link address. */
export function onGwinfo(frame: usize, from: u16, rssiDbm: i32): Malformed {
	const message = Gwinfo.over(frame);
	const malformed = message.check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (message.gwAddSize === 0) heard(from, message.gwId, rssiDbm, GATEWAY_LIFETIME_S);
	else if (message.gwAddSize === 2) heardOf(readU16(message.gwAdd), message.gwId);
	else count(Counter.Unexpected);
	return Malformed.None;
}

/** Another node asks what we were going to ask: its answer is ours. */
export function onSearchgw(frame: usize): Malformed {
	const malformed = Searchgw.over(frame).check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (discovery.delaying) discovery.overheard(clock.nowMs, entropy());
	return Malformed.None;
}

/** What was heard of a gateway counts only where it was not heard itself. */
function heardOf(peer: u16, gwId: u8): void {
	if (!gateways.find(peer)) heard(peer, gwId, UNHEARD_DBM, GATEWAY_LIFETIME_S);
}

function heard(peer: u16, gwId: u8, rssiDbm: i32, lifetimeS: u32): void {
	const gateway = gateways.heard(peer, gwId, rssiDbm);
	if (!gateway) return;
	gateway.expiryMs = clock.nowMs + lifetimeS * 1000;
	considerGateways();
}
