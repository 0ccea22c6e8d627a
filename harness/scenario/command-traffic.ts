/*
 * Commands from the far end to the actuators, as the scenario wants them.
 */
import {Event} from '../../sim/kernel/trace.js';
import type {World} from '../../sim/world.js';
import type {Described} from './describe.js';
import type {FarEnd} from './far-end.js';
import type {Scenario} from './schema.js';

/**
 * Each actuator has a command once in `everyMs`, all of them evenly spread; none in the first.
 * After a change the next one comes when it was due, and the others as the change says.
 */
export function scheduleCommands(
	world: World,
	scenario: Scenario,
	{members}: Described,
	farEnd: FarEnd,
): void {
	const commands = scenario.traffic.commands;
	if (commands === undefined) return;
	const actuators = members.flatMap((member, radio) => (member.app === 'actuator' ? [radio] : []));
	const firstUs = commands.everyMs * 1000;
	let everyUs = firstUs;
	for (const {atMs, commandsEveryMs} of scenario.traffic.changes ?? []) {
		if (commandsEveryMs === undefined) continue;
		world.after(1000 * atMs, () => {
			everyUs = 1000 * commandsEveryMs;
		});
	}
	const endUs = scenario.durationMs * 1000;
	actuators.forEach((radio, index) => {
		const phaseUs = Math.floor((firstUs * index) / actuators.length);
		const send = (round: number) => {
			const payload = `${radio} c${round}`;
			const octets = Buffer.from(payload, 'latin1');
			world.trace.event(Event.commanded, radio, commands.qos, octets.length, octets);
			farEnd.command(`actuator/${members[radio].clientId}/command`, payload, commands.qos);
			if (world.scheduler.now + everyUs < endUs) world.after(everyUs, () => send(round + 1));
		};
		if (firstUs + phaseUs < endUs) world.after(firstUs + phaseUs, () => send(1));
	});
}
