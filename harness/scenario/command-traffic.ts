/*
 * Commands from the far end to the actuators, as the scenario wants them.
 */
import {Event} from '../../sim/kernel/trace.js';
import type {World} from '../../sim/world.js';
import type {Described} from './describe.js';
import type {FarEnd} from './far-end.js';
import type {Scenario} from './schema.js';

/** Each actuator has a command once in `everyMs`, all of them evenly spread; none in the first. */
export function scheduleCommands(
	world: World,
	scenario: Scenario,
	{members}: Described,
	farEnd: FarEnd,
): void {
	const commands = scenario.traffic.commands;
	if (commands === undefined) return;
	const actuators = members.flatMap((member, radio) => (member.app === 'actuator' ? [radio] : []));
	const everyUs = commands.everyMs * 1000;
	const endUs = scenario.durationMs * 1000;
	actuators.forEach((radio, index) => {
		const phaseUs = Math.floor((everyUs * index) / actuators.length);
		const send = (round: number) => {
			const payload = `${radio} c${round}`;
			const octets = Buffer.from(payload, 'latin1');
			world.trace.event(Event.commanded, radio, commands.qos, octets.length, octets);
			farEnd.command(`actuator/${members[radio].clientId}/command`, payload, commands.qos);
			if (world.scheduler.now + everyUs < endUs) world.after(everyUs, () => send(round + 1));
		};
		if (everyUs + phaseUs < endUs) world.after(everyUs + phaseUs, () => send(1));
	});
}
