/*
 * From what a device sends to frames, and to the text that its start-up code or a fault handler
 * prints between them.
 *
 *   Segment   00                     -> Segment   a frame, text or garbage; nothing is nothing
 *   Segment   longer than any frame  -> Excess    its octets are text or garbage
 *   Excess    as much again          -> Excess    likewise
 *   Excess    00                     -> Segment   what is left is text or garbage, never a frame
 *
 * So the next 00 heals whatever went wrong. What is text, four of five octets must say.
 */
import {decodeFrame, type Frame, segmentMax} from './frame.js';

export interface DecoderSink {
	onFrame(frame: Frame): void;
	/** Octets that are no frame and mostly printable. */
	onText(text: string): void;
	/** Octets that are neither. */
	onGarbage(octets: Uint8Array): void;
}

const PRINTABLE_SHARE = 0.8;

export class LineDecoder {
	readonly counters = {frames: 0, texts: 0, garbage: 0};
	readonly #segment: Buffer;
	readonly #sink: DecoderSink;
	#size = 0;
	#excess = false;

	/** Payloads of more than `payloadMax` octets are no frames. */
	constructor(payloadMax: number, sink: DecoderSink) {
		this.#segment = Buffer.alloc(segmentMax(payloadMax));
		this.#sink = sink;
	}

	/** Takes octets as they come, in pieces of any size. */
	push(octets: Uint8Array): void {
		for (const octet of octets) {
			if (octet === 0) this.flush();
			else this.#append(octet);
		}
	}

	/** Ends the segment as a 00 does: for a line that is closed. */
	flush(): void {
		if (this.#size > 0) this.#complete();
		this.#excess = false;
	}

	#append(octet: number): void {
		if (this.#size === this.#segment.length) {
			this.#excess = true;
			this.#complete();
		}
		this.#segment[this.#size++] = octet;
	}

	#complete(): void {
		const segment = Uint8Array.prototype.slice.call(this.#segment, 0, this.#size);
		this.#size = 0;
		const frame = this.#excess ? undefined : decodeFrame(segment);
		if (frame !== undefined) {
			this.counters.frames += 1;
			this.#sink.onFrame(frame);
		} else if (isText(segment)) {
			this.counters.texts += 1;
			this.#sink.onText(textOf(segment));
		} else {
			this.counters.garbage += 1;
			this.#sink.onGarbage(segment);
		}
	}
}

function isText(segment: Uint8Array): boolean {
	let printable = 0;
	for (const octet of segment) if (isPrintable(octet)) printable += 1;
	return printable >= segment.length * PRINTABLE_SHARE;
}

function isPrintable(octet: number): boolean {
	return (octet >= 0x20 && octet <= 0x7e) || octet === 0x09 || octet === 0x0a || octet === 0x0d;
}

/** Fit for any terminal: what is not printable is a dot. */
function textOf(segment: Uint8Array): string {
	return String.fromCharCode(...segment.map(octet => (isPrintable(octet) ? octet : 0x2e)));
}
