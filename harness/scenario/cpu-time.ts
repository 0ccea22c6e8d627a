/*
 * How long the processor works for what a node reports: instructions that were counted, times the
 * cycles of each, by the clock of the board.
 *
 *   report      what it stands for, and is charged with
 *   published   a sample, its PUBLISH of QoS 1 and its PUBACK; of another QoS it counts as much
 *   secured     a handshake, up to CONNECT
 *   rekeyed     a handshake
 *
 * Whole microseconds. Knows nothing of what was not counted by itself: the search for a gateway,
 * messages that go again, PINGREQ, commands, and what a radio asks of MAC and 6LoWPAN.
 */
import {COUNTS} from '../../boards/instructions.js';
import {Report} from '../../sim/node/report.js';
import type {ScenarioEnergy} from './energy-schema.js';

/** Microseconds by report, on a board with a clock of so many hertz; none where nothing is counted. */
export function cpuUsPerReport(
	cpu: ScenarioEnergy['cpu'],
	hz: number,
	isProtected: boolean,
): Readonly<Record<number, number>> | undefined {
	if (cpu === undefined) return undefined;
	const {publish, protectedPublish, handshake} = COUNTS[cpu.counted];
	const us = (instructions: number) =>
		Math.round((instructions * cpu.cyclesPerInstruction * 1_000_000) / hz);
	if (!isProtected) return {[Report.published]: us(publish)};
	return {
		[Report.published]: us(protectedPublish),
		[Report.secured]: us(handshake),
		[Report.rekeyed]: us(handshake),
	};
}
