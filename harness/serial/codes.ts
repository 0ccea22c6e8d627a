/*
 * Every number that the serial line gives a meaning. The firmware has a table of its own; a test
 * holds the two against each other, and another both against docs/serial.md.
 */

/** The first octet of a frame. */
export const FrameType = {
	CTRL_REQ: 0x01,
	CTRL_RSP: 0x02,
	EVENT: 0x03,
	DGRAM_UP: 0x10,
	DGRAM_DOWN: 0x11,
	LOG: 0x20,
	LOGX: 0x21,
	PING: 0x30,
	PONG: 0x31,
	PANIC: 0x3e,
	FAULT: 0x3f,
} as const;

/** What a CTRL_REQ asks for. */
export const Op = {
	HELLO: 0x01,
	RESET: 0x02,
	CONFIG: 0x03,
	START: 0x04,
	STOP: 0x05,
	STATS: 0x06,
	SET_TIME: 0x07,
	INJECT: 0x08,
	SET_BAUD: 0x09,
	NVM: 0x0a,
	TEST_LIST: 0x0b,
	TEST_RUN: 0x0c,
	PROVISION: 0x0d,
} as const;
export type Op = (typeof Op)[keyof typeof Op];

/** What a CTRL_RSP says of it. */
export const Status = {
	OK: 0,
	UNKNOWN_OP: 1,
	BAD_ARGUMENT: 2,
	WRONG_STATE: 3,
	NOT_SUPPORTED: 4,
	REFUSED: 5,
	NO_COMMON_PROTO: 6,
} as const;

/** Why a device started. */
export const ResetReason = {
	POWER_ON: 0,
	COMMANDED: 1,
	PANIC: 2,
	FAULT: 3,
	WATCHDOG: 4,
	PIN: 5,
	BROWNOUT: 6,
} as const;

/** Bits of what a device can do. */
export const Capability = {
	DATAGRAMS: 0x01,
	INJECT: 0x02,
	BAUD: 0x04,
	NVM: 0x08,
	PROVISION: 0x10,
	RADIO: 0x20,
	RANDOM: 0x40,
	VOLATILE: 0x80,
} as const;

/** What carries datagrams from START on. */
export const Carrier = {RADIO: 0, LINE: 1} as const;

/** Bits of the flags of a PONG. */
export const PongFlag = {SESSION: 0x01} as const;

/** The level of a LOG. */
export const LogLevel = {ERROR: 0, WARNING: 1, INFO: 2, DEBUG: 3} as const;

/** The events of a device. */
export const Event = {
	PUBLISHED: 1,
	ACKNOWLEDGED: 2,
	DROPPED: 3,
	CONNECTED: 4,
	LOST: 5,
	COMMANDED: 6,
	CONGESTED: 7,
	ASLEEP: 8,
	AWAKE: 9,
	WILL_UPDATED: 10,
	SECURED: 11,
	REKEYED: 12,
	KEYS_REFUSED: 13,
} as const;

/** What the answer to STATS begins with; the counters of the client follow. */
export const Stat = {RX_BYTES: 0, BAD_FRAMES: 1, SEQUENCE_GAPS: 2, UNKNOWN_TYPES: 3} as const;

/** The name of a number of `table`; the number itself where it has none. */
export function nameIn(table: Readonly<Record<string, number>>, number: number): string {
	return Object.keys(table).find(name => table[name] === number) ?? String(number);
}
