/*
 * What is said to everybody while gateways are looked for, by us or by others: MQTT-SN 1.2,
 * section 6.1.
 *
 * Each handler takes a message whose header was checked, checks the rest, and returns why it was
 * dropped, or Malformed.None.
 */
import {Gateway, UNHEARD_DBM} from '../client/gateways';
import {SessionState} from '../client/session';
import {Counter} from '../counter';
import {count} from '../counting';
import {entropy} from '../host';
import {clock, discovery, gateways, hint, session, sleep, txFrame} from '../layout';
import {ADVERTISEMENTS_MISSED, GATEWAY_LIFETIME_S} from '../limits';
import {gwinfoMs} from '../settings';
import {Advertise} from '../wire/advertise';
import {Gwinfo, HEADER_SIZE} from '../wire/gwinfo';
import {Malformed} from '../wire/malformed';
import {readU16, writeU16} from '../wire/octets';
import {Searchgw} from '../wire/searchgw';
import {considerGateways} from './connection';
import {broadcast} from './sending';

/** GwAdd as this network has it: a link address. */
const GW_ADD_SIZE: u32 = 2;

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
	hint.cancel();
	if (message.gwAddSize === 0) heard(from, message.gwId, rssiDbm, GATEWAY_LIFETIME_S);
	else if (message.gwAddSize === GW_ADD_SIZE) heardOf(readU16(message.gwAdd), message.gwId);
	else count(Counter.Unexpected);
	return Malformed.None;
}

/** Another node asks what we were going to ask: its answer is ours. Or we know one. */
export function onSearchgw(frame: usize): Malformed {
	const malformed = Searchgw.over(frame).check(load<u8>(frame));
	if (malformed !== Malformed.None) return malformed;
	if (discovery.delaying) discovery.overheard(clock.nowMs, entropy());
	if (mayHint()) hint.begin(clock.nowMs, gwinfoMs(), entropy());
	return Malformed.None;
}

/** Names our best gateway to everybody when it is time, if it is still one. */
export function pollHint(): void {
	if (!hint.poll(clock.nowMs)) return;
	const gateway = gateways.bestHeard;
	if (gateway) name(gateway);
}

function name(gateway: Gateway): void {
	const gwAdd = txFrame + usize(HEADER_SIZE);
	writeU16(gwAdd, gateway.peer);
	broadcast(Gwinfo.over(txFrame).emit(gateway.id, gwAdd, GW_ADD_SIZE));
}

/** A node without an app is mute, and a sleeper does not listen long enough. */
function mayHint(): bool {
	if (session.state === SessionState.Off || !sleep.up) return false;
	return !hint.delaying && gateways.bestHeard !== null;
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
