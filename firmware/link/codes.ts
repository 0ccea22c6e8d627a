/*
 * Every number that the serial line gives a meaning: docs/serial.md lists them for whoever writes
 * the other end. Numbers are stable; new ones are added at the end. What an EVENT tells, and its
 * number, report.ts has.
 */

/** The first octet of a frame. */
export enum FrameType {
	CtrlReq = 0x01,
	CtrlRsp = 0x02,
	Event = 0x03,
	DgramUp = 0x10,
	DgramDown = 0x11,
	Log = 0x20,
	Logx = 0x21,
	Ping = 0x30,
	Pong = 0x31,
	/** Sent by the start-up code of a board after a trap; never by this firmware. */
	Panic = 0x3e,
	/** Sent by the fault handler of a board; never by this firmware. */
	Fault = 0x3f,
}

/** What a CTRL_REQ asks for. */
export enum Op {
	Hello = 0x01,
	Reset = 0x02,
	Config = 0x03,
	Start = 0x04,
	Stop = 0x05,
	Stats = 0x06,
	SetTime = 0x07,
	Inject = 0x08,
	SetBaud = 0x09,
	Nvm = 0x0a,
	TestList = 0x0b,
	TestRun = 0x0c,
	Provision = 0x0d,
}

/** What a CTRL_RSP says of it. */
export enum Status {
	Ok = 0,
	UnknownOp = 1,
	BadArgument = 2,
	WrongState = 3,
	NotSupported = 4,
	Refused = 5,
	NoCommonProto = 6,
}

/** Why the node started, as its host has said before boot(). */
export enum ResetReason {
	PowerOn = 0,
	Commanded = 1,
	Panic = 2,
	Fault = 3,
	Watchdog = 4,
	Pin = 5,
	Brownout = 6,
}

/** Bits of the capabilities in the answer to HELLO. */
export enum Capability {
	/** DGRAM_UP and DGRAM_DOWN carry what a radio would. */
	Datagrams = 0x01,
	/** INJECT takes the place of a sensor. */
	Inject = 0x02,
	/** SET_BAUD changes the rate. */
	Baud = 0x04,
	/** NVM reads and erases the flash. */
	Nvm = 0x08,
	/** PROVISION takes a factory key. */
	Provision = 0x10,
	/** There is a radio: START may choose it. */
	Radio = 0x20,
	/** Random numbers come from a hardware source. */
	Random = 0x40,
	/** What NVM keeps is gone when the power is. */
	Volatile = 0x80,
}

/** What carries datagrams from START on. */
export enum Carrier {
	Radio = 0,
	Line = 1,
}

/** What the answer to STATS begins with; the words of counter.ts follow in their order. */
export enum Stat {
	/** Octets that the line brought since HELLO. */
	RxBytes = 0,
	/** Segments that were no frame. */
	BadFrames = 1,
	/** Frames that were missed, by their seq. */
	SequenceGaps = 2,
	/** Frames of a type that is not known, or not expected now. */
	UnknownTypes = 3,
}

/** Bits of the flags of a PONG. */
export enum PongFlag {
	/** A HELLO was accepted since the node started. */
	Session = 0x01,
}

/** The level of a LOG. */
export enum LogLevel {
	Error = 0,
	Warning = 1,
	Info = 2,
	Debug = 3,
}
