/*
 * One node and its gateway, seen from the node: MQTT-SN 1.2, sections 6.2 and 6.12.
 *
 *   Off         begin                       -> Seeking
 *   Seeking     connect                     -> Connecting   CONNECT goes out
 *   Connecting  CONNACK accepted            -> Active
 *   Connecting  CONNACK other, no answer    -> Seeking
 *   Active      no answer to a request      -> Seeking
 *   Active      DISCONNECT of the gateway   -> Pausing      for a short time
 *   Active      leave                       -> Leaving      DISCONNECT goes out
 *   Leaving     DISCONNECT, no answer       -> Pausing      for TWAIT
 *   Pausing     deadline                    -> Seeking
 *   Seeking     face                        -> Facing       QoS -1 needs no connection: 6.8
 *   Facing      the gateway is forgotten    -> Seeking
 *
 * A session that was never begun stays Off and sends nothing. An Active one may be asleep, which
 * sleep.ts knows. What is sent, and what the rest of
 * the node does when the state changes, connection.ts knows.
 */
import {must, Panic} from '../panic';

export enum SessionState {
	Off,
	Seeking,
	Connecting,
	Active,
	Leaving,
	Pausing,
	Facing,
}

@unmanaged
export class Session {
	state: SessionState;
	deadlineMs: u32;
	peer: u16;
	gatewayId: u8;
	/** A connection was accepted since boot. */
	connectedBefore: bool;
	/** Somebody asked to leave as soon as nothing else is to be done. */
	leaveWanted: bool;
	/** The last CONNECT asked for a clean session. */
	clean: bool;

	begin(): void {
		must(this.state === SessionState.Off, Panic.State);
		this.state = SessionState.Seeking;
	}

	connect(peer: u16, gatewayId: u8, clean: bool): void {
		must(this.state === SessionState.Seeking, Panic.State);
		this.state = SessionState.Connecting;
		this.peer = peer;
		this.gatewayId = gatewayId;
		this.leaveWanted = false;
		this.clean = clean;
	}

	face(peer: u16, gatewayId: u8): void {
		must(this.state === SessionState.Seeking, Panic.State);
		this.state = SessionState.Facing;
		this.peer = peer;
		this.gatewayId = gatewayId;
	}

	accepted(): void {
		must(this.state === SessionState.Connecting, Panic.State);
		this.state = SessionState.Active;
	}

	leave(): void {
		must(this.state === SessionState.Active, Panic.State);
		this.state = SessionState.Leaving;
		this.leaveWanted = false;
	}

	seek(): void {
		must(this.withGateway, Panic.State);
		this.state = SessionState.Seeking;
	}

	pause(nowMs: u32, pauseMs: u32): void {
		must(this.connected, Panic.State);
		this.state = SessionState.Pausing;
		this.deadlineMs = nowMs + pauseMs;
	}

	/** Returns true when a pause is over. */
	poll(nowMs: u32): bool {
		if (this.state !== SessionState.Pausing) return false;
		if (i32(nowMs - this.deadlineMs) < 0) return false;
		this.state = SessionState.Seeking;
		return true;
	}

	get seeking(): bool {
		return this.state === SessionState.Seeking;
	}

	/** The gateway holds a connection for this node, as far as the node knows. */
	get connected(): bool {
		return this.state === SessionState.Active || this.state === SessionState.Leaving;
	}

	/** What comes from `peer` comes from our gateway. */
	isWith(peer: u16): bool {
		return this.withGateway && this.peer === peer;
	}

	private get withGateway(): bool {
		if (this.connected) return true;
		return this.state === SessionState.Connecting || this.state === SessionState.Facing;
	}
}
