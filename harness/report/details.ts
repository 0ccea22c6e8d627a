/*
 * What a report shows beyond the summary: the run over time, the latencies as a curve, and a row
 * for each gateway and node. It lies beside summary.json as details.json.
 *
 *   slots      |s0|s1|s2|...      equal parts of the run, at most SLOTS_MAX of them
 *   latencies  share of the delivered messages, and the latency that it does not exceed
 *
 * Sums over rows and slots are the figures of the summary. Null stands for what was not measured.
 */
export interface Details {
	readonly details: 1;
	readonly slotSeconds: number;
	readonly slots: Slots;
	readonly latencies: {readonly shares: readonly number[]; readonly ms: readonly number[]};
	readonly channels: readonly ChannelRow[];
	/** What nodes have drawn, in millicoulombs by cause. */
	readonly energyMc: Readonly<Record<string, number>>;
	readonly gateways: readonly GatewayRow[];
	readonly nodes: readonly NodeRow[];
}

/** One number a slot. */
export interface Slots {
	/** Messages that apps made in the slot, and how many of these arrived, whenever that was. */
	readonly published: readonly number[];
	readonly delivered: readonly number[];
	readonly latencyP50Ms: readonly (number | null)[];
	readonly latencyP95Ms: readonly (number | null)[];
	readonly framesSent: readonly number[];
	readonly retries: readonly number[];
	readonly collided: readonly number[];
	/** Of all senders together. */
	readonly airtimeMs: readonly number[];
}

export interface ChannelRow {
	readonly channel: number;
	readonly radios: number;
	readonly airtimeMs: number;
	/** Of the simulated time; above 1 where senders do not hear each other. */
	readonly share: number;
}

/** What a radio did on the air. */
export interface AirRow {
	readonly name: string;
	readonly framesSent: number;
	/** Its frames that another transmission destroyed at the one whom they were for. */
	readonly collided: number;
	readonly retries: number;
	readonly channelAccessFailures: number;
	readonly airtimeMs: number;
}

export interface GatewayRow extends AirRow {
	/** Messages handed to the broker. */
	readonly published: number;
}

export interface NodeRow extends AirRow {
	/** Counted from one. */
	readonly node: number;
	readonly published: number;
	readonly delivered: number;
	readonly duplicates: number;
	readonly latencyP50Ms: number | null;
	readonly latencyP95Ms: number | null;
	/** Sessions that its gateway has granted. */
	readonly connects: number;
	readonly traps: number;
	/** Null for a board, which nobody has measured. */
	readonly energyMc: number | null;
}

/** More parts of a run than this no screen can show. */
export const SLOTS_MAX = 240;
