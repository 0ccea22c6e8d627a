/*
 * What a node remembers of the line.
 *
 *   session   none     HELLO                      -> open     seq and octets count from here
 *             open     HELLO                      -> open     likewise
 *   app       blank    START, or boot() with one  -> running
 *             running  STOP                       -> stopped  hears nothing, says nothing
 *             stopped  START                      -> running
 *
 * Only a restart leads back to none, and to blank.
 */
export enum RunState {
	Blank,
	Running,
	Stopped,
}

@unmanaged
export class Line {
	run: RunState;
	/** Drawn when the first HELLO comes, never 0 then. */
	bootNonce: u32;
	/** Octets taken since HELLO, all of them done with. */
	rxBytes: u32;
	/** As many the other end knows of. */
	creditedBytes: u32;
	creditDeadlineMs: u32;
	/** From the node's time to that of SET_TIME. */
	offsetUs: u32;
	badFrames: u32;
	sequenceGaps: u32;
	unknownTypes: u32;
	/** The rate to go back to, and when. */
	formerBaudRate: u32;
	baudDeadlineMs: u32;
	/** What INJECT said of the sensor. */
	injected: i32;
	open: bool;
	/** Datagrams go over the line. */
	carries: bool;
	hasInjected: bool;
	baudOnTrial: bool;
	/** The last control id, its op, and what it was answered. */
	answered: bool;
	answeredId: u8;
	answeredOp: u8;
	answeredStatus: u8;
	/** Of the next frame each way. */
	txSeq: u8;
	rxSeq: u8;
	sessionNonce: u32;

	get stopped(): bool {
		return this.run === RunState.Stopped;
	}

	/** True while octets were taken that the other end does not know of. */
	get owesCredit(): bool {
		return this.open && this.rxBytes !== this.creditedBytes;
	}

	/** A HELLO was accepted; its frame has just ended. */
	welcome(sessionNonce: u32, seq: u8): void {
		if (!this.open || this.sessionNonce !== sessionNonce) this.answered = false;
		this.open = true;
		this.sessionNonce = sessionNonce;
		this.rxBytes = 0;
		this.creditedBytes = 0;
		this.rxSeq = seq + 1;
	}

	/** Counts the frames between the last one and this. */
	follow(seq: u8): void {
		this.sequenceGaps += u32(u8(seq - this.rxSeq));
		this.rxSeq = seq + 1;
	}

	/** Remembers what a request was answered, in case it comes again. */
	remember(id: u8, op: u8, status: u8): void {
		this.answered = true;
		this.answeredId = id;
		this.answeredOp = op;
		this.answeredStatus = status;
	}

	isRepeated(id: u8, op: u8): bool {
		return this.answered && this.answeredId === id && this.answeredOp === op;
	}
}
