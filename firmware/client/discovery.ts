/*
 * Looking for a gateway: MQTT-SN 1.2, section 6.1.
 *
 *   Idle       begin                          -> Delaying    deadline: 0..TSEARCHGW, by luck
 *   Delaying   SEARCHGW of another overheard  -> Searching   as if it had been ours
 *   Delaying   deadline                       -> Searching   Search
 *   Searching  deadline                       -> Searching   Search; the next gap is doubled
 *   Delaying   a gateway can be taken         -> Gathering   others may be stronger
 *   Searching  a gateway can be taken         -> Gathering
 *   Gathering  deadline                       -> Idle        Choose
 *   any        reset                          -> Idle
 *
 * Which gateways can be taken, gateways.ts knows. Luck is handed in, 32 random bits; the claims
 * say when it would be wasted.
 */
import {GATHER_MS, SEARCH_GAP_MAX_MS} from '../limits';
import {must, Panic} from '../panic';

export enum DiscoveryState {
	Idle,
	Delaying,
	Searching,
	Gathering,
}

export enum DiscoveryAction {
	None,
	Search,
	Choose,
}

@unmanaged
export class Discovery {
	state: DiscoveryState;
	deadlineMs: u32;
	gapMs: u32;

	begin(nowMs: u32, searchMs: u32, luck: u32): void {
		must(this.state === DiscoveryState.Idle, Panic.State);
		must(searchMs > 0, Panic.Time);
		this.state = DiscoveryState.Delaying;
		this.deadlineMs = nowMs + (luck % (searchMs + 1));
		this.gapMs = searchMs;
	}

	/** A gateway that can be taken would be welcome. */
	get looking(): bool {
		return this.delaying || this.state === DiscoveryState.Searching;
	}

	/** A SEARCHGW of another would spare ours. */
	get delaying(): bool {
		return this.state === DiscoveryState.Delaying;
	}

	overheard(nowMs: u32, luck: u32): void {
		if (this.delaying) this.search(nowMs, luck);
	}

	/** To be called whenever a gateway can be taken; only the first time counts. */
	found(nowMs: u32, luck: u32): void {
		if (!this.looking) return;
		this.state = DiscoveryState.Gathering;
		this.deadlineMs = nowMs + GATHER_MS + (luck % GATHER_MS);
	}

	due(nowMs: u32): bool {
		return this.state !== DiscoveryState.Idle && i32(nowMs - this.deadlineMs) >= 0;
	}

	poll(nowMs: u32, luck: u32): DiscoveryAction {
		if (!this.due(nowMs)) return DiscoveryAction.None;
		if (this.state === DiscoveryState.Gathering) {
			this.state = DiscoveryState.Idle;
			return DiscoveryAction.Choose;
		}
		this.search(nowMs, luck);
		return DiscoveryAction.Search;
	}

	reset(): void {
		this.state = DiscoveryState.Idle;
	}

	/** Up to half of the gap is added, so that nodes which began together drift apart. */
	private search(nowMs: u32, luck: u32): void {
		this.state = DiscoveryState.Searching;
		this.deadlineMs = nowMs + this.gapMs + (luck % (this.gapMs / 2 + 1));
		this.gapMs = min(this.gapMs * 2, SEARCH_GAP_MAX_MS);
	}
}
