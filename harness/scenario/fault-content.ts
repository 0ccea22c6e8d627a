/*
 * What faults say about the rest of a scenario: gateways and nodes that are there, and radios
 * that can be carried away.
 */
import type {Complaint} from '../yaml/complaint.js';
import type {ScenarioFault} from './fault-schema.js';
import type {Scenario} from './schema.js';

/** What is wrong with the faults of `scenario`. */
export function* faultsOf(scenario: Scenario): Generator<Complaint> {
	for (const [index, fault] of scenario.faults.entries()) {
		const at = ['faults', index] as const;
		yield* whichGateway(fault, scenario, at);
		yield* whichNodes(fault, scenario, at);
		yield* whether(fault, scenario, at);
	}
}

type FaultPath = readonly [list: string, index: number];

function* whichGateway(
	fault: ScenarioFault,
	{gateways}: Scenario,
	at: FaultPath,
): Generator<Complaint> {
	const total = gateways.reduce((sum, {count}) => sum + count, 0);
	const expected = `a gateway from 1 to ${total}`;
	if ('gateway' in fault && fault.gateway !== undefined && fault.gateway > total) {
		yield {path: [...at, 'gateway'], expected};
	}

	if (fault.kind !== 'partition') return;
	for (const [index, gateway] of fault.gateways.entries()) {
		if (gateway > total) yield {path: [...at, 'gateways', index], expected};
	}
}

function* whichNodes(fault: ScenarioFault, {nodes}: Scenario, at: FaultPath): Generator<Complaint> {
	if (!('nodes' in fault) || fault.nodes === undefined) return;
	const names = ['all', ...nodes.map(({name}) => name)];
	const total = nodes.reduce((sum, {count}) => sum + count, 0);
	if (typeof fault.nodes === 'string') {
		if (names.includes(fault.nodes)) return;
		yield {path: [...at, 'nodes'], expected: `one of ${names.join(', ')}, or a list of numbers`};
		return;
	}

	for (const [index, number] of fault.nodes.entries()) {
		if (number > total)
			yield {path: [...at, 'nodes', index], expected: `a node from 1 to ${total}`};
	}
}

function* whether(fault: ScenarioFault, {air}: Scenario, at: FaultPath): Generator<Complaint> {
	if (fault.kind === 'partition' && fault.nodes === undefined && fault.gateways.length === 0) {
		yield {path: at, expected: 'nodes or gateways on one side'};
	}

	const {model} = air.propagation;
	if (fault.kind === 'move' && (model === 'matrix' || model === 'trace')) {
		const expected = `another kind: links of ${model} are listed, and stay as they are`;
		yield {path: [...at, 'kind'], expected};
	}
}
