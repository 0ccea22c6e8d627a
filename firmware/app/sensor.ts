/*
 * A sensor: on schedule it reads channel 0 and publishes
 *
 *   <node> SP <number of the sample> SP <hundredths of the unit>
 *
 * in decimal ASCII, filled with spaces up to the PayloadSize of the config. When a sample is due,
 * schedule.ts knows.
 */

import {publish} from '../exchange/publishing';
import {entropy} from '../host';
import {clock, publishedName, registration, sample, schedule} from '../layout';
import {PAYLOAD_MAX} from '../limits';
import {sense} from '../link/outside';
import {firstMs, jitterMs, nodeNumber, payloadSize, periodMs} from '../settings';
import {appendDecimal, appendOctet, appendSigned} from '../text';
import {nameTopic, SAMPLE} from './topic-words';

const SPACE: u8 = 0x20;

export function beginSensor(): void {
	nameTopic(registration, SAMPLE, publishedName);
	schedule.begin(clock.nowMs, firstMs(), entropy());
}

export function pollSensor(): void {
	if (!schedule.due(clock.nowMs)) return;
	const number = schedule.next(clock.nowMs, periodMs(), jitterMs(), entropy());
	publish(sample, max(describe(number), payloadSize()));
}

/** Three numbers and two spaces are 33 octets at most. */
function describe(number: u32): u32 {
	memory.fill(sample, SPACE, PAYLOAD_MAX);
	let end = appendDecimal(sample, nodeNumber());
	end = appendDecimal(appendOctet(end, SPACE), number);
	end = appendSigned(appendOctet(end, SPACE), sense(0));
	return u32(end - sample);
}
