/* The answer to STATS: what codes.ts lists, then every word of counter.ts. */
import {COUNTERS} from '../counter';
import {counters, line} from '../layout';
import {FrameType, Status} from './codes';
import {packArray, packWord} from './pack-writer';
import {payloadAt, sendFrame} from './transmit';

const OF_THE_LINE: u32 = 4;

export function answerStats(id: u8): void {
	const count = 2 + OF_THE_LINE + u32(COUNTERS);
	let end = packWord(packWord(packArray(payloadAt(), count), u32(id)), u32(Status.Ok));
	end = packWord(packWord(end, line.rxBytes), line.badFrames);
	end = packWord(packWord(end, line.sequenceGaps), line.unknownTypes);
	for (let i = 0; i < COUNTERS; i++) end = packWord(end, load<u32>(counters + usize(i) * 4));
	sendFrame(FrameType.CtrlRsp, end);
}
