/*
 * What becomes of an octet of the line: it is decoded, and at the end of a frame it is
 *
 *   CTRL_REQ     control.ts
 *   PING         credit.ts
 *   DGRAM_DOWN   downlink.ts     while the app runs and the line carries its datagrams
 *
 * What is no frame, or of another type, is counted once somebody has said HELLO; what came
 * before that is the noise of a line that is being opened.
 */
import {decoder, line, lineRx} from '../layout';
import {FrameType} from './codes';
import {onControl} from './control';
import {onPing, oweCredit, pollCredit} from './credit';
import {Segment} from './decoder';
import {onDatagramDown} from './downlink';
import {FRAME_OVERHEAD, Frame} from './frame';

/** Takes the next octet. */
export function takeOctet(octet: u8): void {
	oweCredit();
	switch (decoder.take(octet, lineRx)) {
		case Segment.Complete:
			takeSegment(decoder.size);
			break;
		case Segment.Bad:
			countBad();
			break;
		default:
			break;
	}
	pollCredit();
}

function takeSegment(size: u32): void {
	const frame = Frame.over(lineRx);
	if (!frame.check(size)) {
		countBad();
		return;
	}

	if (line.open) line.follow(frame.seq);
	if (!takeFrame(frame, size - FRAME_OVERHEAD) && line.open) line.unknownTypes += 1;
}

/** False for what nobody takes. */
function takeFrame(frame: Frame, size: u32): bool {
	switch (frame.type) {
		case FrameType.CtrlReq:
			if (!onControl(frame.payload, size, frame.seq)) countBad();
			return true;
		case FrameType.Ping:
			return onPing(frame.payload, size);
		case FrameType.DgramDown:
			return onDatagramDown(frame.payload, size);
		default:
			return false;
	}
}

function countBad(): void {
	if (line.open) line.badFrames += 1;
}
