/*
 * The gateways a node has heard of: MQTT-SN 1.2, section 6.1. Each entry has a standing:
 *
 *   Fit       failed                -> Silent     it did not answer
 *   Doubtful  failed                -> Silent
 *   Silent    heard                 -> Doubtful   taken only where no other is Fit
 *   Doubtful  accepted              -> Fit
 *   any       shunned for some time -> Shunned    it asked to be left alone, or refused
 *   Shunned   deadline              -> Fit
 *   any       not heard until the expiry, and not Shunned: the entry is free again
 *
 * A gateway is its address; GwId is what it calls itself. Knows nothing of searching and
 * connecting. poll() keeps every deadline younger than half a turn of the clock.
 */
import {GATEWAYS_MAX} from '../limits';
import {must, Panic} from '../panic';

export enum Standing {
	Free,
	Fit,
	Silent,
	Doubtful,
	Shunned,
}

/** A client that speaks for a gateway says nothing of its strength: any other is preferred. */
export const UNHEARD_DBM: i32 = -128;

@unmanaged
export class Gateway {
	standing: Standing;
	peer: u16;
	id: u8;
	rssiDbm: i32;
	expiryMs: u32;
	shunnedUntilMs: u32;

	get usable(): bool {
		return this.standing === Standing.Fit || this.standing === Standing.Doubtful;
	}

	/** It was heard itself: what was only heard of is not passed on, or it would never die. */
	get wasHeard(): bool {
		return this.rssiDbm > UNHEARD_DBM;
	}

	/** Standing counts before strength. */
	betterThan(other: Gateway): bool {
		if (!other.usable) return true;
		if (this.standing !== other.standing) return this.standing === Standing.Fit;
		return this.rssiDbm > other.rssiDbm;
	}

	/** The time at which poll() will change this entry. */
	get deadlineMs(): u32 {
		return this.standing === Standing.Shunned ? this.shunnedUntilMs : this.expiryMs;
	}

	poll(nowMs: u32): void {
		if (i32(nowMs - this.deadlineMs) < 0) return;
		const expired = i32(nowMs - this.expiryMs) >= 0;
		this.standing = expired ? Standing.Free : Standing.Fit;
	}
}

/** Entries lie one after the other, each this far from the last. */
const STRIDE: usize = offsetof<Gateway>();

/** What the table of all entries takes. */
export const GATEWAYS_SIZE: usize = STRIDE * usize(GATEWAYS_MAX);

@unmanaged
export class Gateways {
	at(index: u32): Gateway {
		must(index < GATEWAYS_MAX, Panic.Index);
		return changetype<Gateway>(changetype<usize>(this) + STRIDE * usize(index));
	}

	/** Adds or refreshes the gateway at `peer`. A full table forgets a weaker one, or nothing. */
	heard(peer: u16, id: u8, rssiDbm: i32): Gateway | null {
		let gateway = this.find(peer);
		if (!gateway) {
			gateway = this.placeFor(rssiDbm);
			if (!gateway) return null;
			gateway.standing = Standing.Fit;
		}
		gateway.peer = peer;
		gateway.id = id;
		gateway.rssiDbm = rssiDbm;
		if (gateway.standing === Standing.Silent) gateway.standing = Standing.Doubtful;
		return gateway;
	}

	find(peer: u16): Gateway | null {
		for (let i: u32 = 0; i < GATEWAYS_MAX; i++) {
			const gateway = this.at(i);
			if (gateway.standing !== Standing.Free && gateway.peer === peer) return gateway;
		}
		return null;
	}

	/** The gateway to take next, if there is one. Equally strong ones: the first heard. */
	get best(): Gateway | null {
		let best = this.at(0);
		for (let i: u32 = 1; i < GATEWAYS_MAX; i++) {
			const gateway = this.at(i);
			if (gateway.usable && gateway.betterThan(best)) best = gateway;
		}
		return best.usable ? best : null;
	}

	/** The same, unless it was only heard of. */
	get bestHeard(): Gateway | null {
		const best = this.best;
		if (!best) return null;
		return best.wasHeard ? best : null;
	}

	accepted(peer: u16): void {
		const gateway = this.find(peer);
		if (gateway) gateway.standing = Standing.Fit;
	}

	failed(peer: u16): void {
		const gateway = this.find(peer);
		if (gateway) gateway.standing = Standing.Silent;
	}

	shun(peer: u16, untilMs: u32): void {
		const gateway = this.find(peer);
		if (!gateway) return;
		gateway.standing = Standing.Shunned;
		gateway.shunnedUntilMs = untilMs;
	}

	poll(nowMs: u32): void {
		for (let i: u32 = 0; i < GATEWAYS_MAX; i++) {
			if (this.at(i).standing !== Standing.Free) this.at(i).poll(nowMs);
		}
	}

	/** Shunned gateways keep their place: to forget one would be to ask it again at once. */
	private placeFor(rssiDbm: i32): Gateway | null {
		let weakest: Gateway | null = null;
		for (let i: u32 = 0; i < GATEWAYS_MAX; i++) {
			const gateway = this.at(i);
			if (gateway.standing === Standing.Free) return gateway;
			if (gateway.standing === Standing.Shunned) continue;
			if (!weakest || gateway.rssiDbm < weakest.rssiDbm) weakest = gateway;
		}
		return weakest && weakest.rssiDbm < rssiDbm ? weakest : null;
	}
}
