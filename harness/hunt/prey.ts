/*
 * The scenario that is hunted through, as data: its own faults, attackers, orders to expel somebody
 * and expectations are left out, and a storm takes their place.
 *
 *   0            storm             calm          bound
 *   |==============================|-------------|
 *     the duration of the scenario   all are served again
 */
import {UsageError} from '../errors.js';
import {attackerSchema} from '../scenario/attack-schema.js';
import {formatDuration} from '../scenario/duration.js';
import {faultSchema} from '../scenario/fault-schema.js';
import {parseScenario, type ScenarioText, scenarioText} from '../scenario/load.js';
import {calmMsOf} from '../scenario/recovery.js';
import type {Scenario} from '../scenario/schema.js';
import type {Raw} from '../sweep/override.js';
import {YamlSource} from '../yaml/yaml-source.js';
import {type Fleet, stormOf} from './storm.js';

export interface Prey {
	readonly scenario: Scenario;
	readonly text: ScenarioText;
	/** How long after the last heal everybody has to be served. */
	readonly boundMs: number;
}

const MINUTE_MS = 60_000;
/** TWAIT of five minutes (MQTT-SN 1.2, 6.13), twice: a client may be sent away more than once. */
const SETTLE_MS = 10 * MINUTE_MS;

/** Reads what is hunted through. A UsageError where nobody could be hunted, or never served. */
export function preyOf(name: string, boundMs?: number): Prey {
	const text = scenarioText(name);
	const scenario = parseScenario(text.text, text.file, text.folder);
	if (scenario.nodes.some(({target}) => target.kind !== 'sim')) {
		throw new UsageError(`${name} has boards: hunts are for simulated nodes`);
	}
	const leastMs = 2 * rhythmMs(scenario);
	if (boundMs !== undefined && boundMs < leastMs) {
		const shown = formatDuration(leastMs);
		throw new UsageError(`--bound: two rounds of what nodes do take ${shown}, expected no less`);
	}
	return {scenario, text, boundMs: boundMs ?? SETTLE_MS + leastMs};
}

/** The case of `seed`: a scenario's file as data. */
export function caseOf({scenario, text, boundMs}: Prey, seed: number): Raw {
	const raw = plainOf(new YamlSource(text.text, text.file).value as Raw);
	const storm = stormOf(seed, fleetOf(scenario));
	return timed({...raw, ...storm, seed}, boundMs);
}

/** `raw` with a duration that ends so long after its last heal. */
export function timed(raw: Raw, boundMs: number): Raw {
	const [faults, attackers] = [raw['faults'] as unknown[], raw['attackers'] as unknown[]];
	const calmMs = calmMsOf({
		faults: faults.map(fault => faultSchema.parse(fault)),
		attackers: attackers.map(attacker => attackerSchema.parse(attacker)),
	});
	return {...raw, duration: formatDuration(calmMs + boundMs)};
}

function plainOf(raw: Raw): Raw {
	const {expectations: _, faults: __, attackers: ___, ...rest} = raw;
	const security = rest['security'];
	const orders = (security as {orders?: unknown} | null | undefined)?.orders;
	if (!Array.isArray(orders)) return {...rest, capture: 'none'};
	const rekeyings = orders.filter(order => order.ask === 'rekey');
	return {...rest, capture: 'none', security: {...(security as object), orders: rekeyings}};
}

function fleetOf(scenario: Scenario): Fleet {
	const {nodes, gateways, area, security, air, durationMs} = scenario;
	const {model} = air.propagation;
	return {
		nodes: nodes.reduce((sum, {count}) => sum + count, 0),
		gateways: gateways.reduce((sum, {count}) => sum + count, 0),
		...area,
		keys: security.policy === 'required',
		open: model !== 'matrix' && model !== 'trace',
		calmMs: durationMs,
	};
}

/** The longest time that passes between two things that a node does by itself. */
function rhythmMs({nodes, traffic}: Scenario): number {
	const groups = nodes.map(group => {
		const {sleepS, keepAliveS} = group;
		const everyMs = group.app === 'sensor' ? group.publish.everyMs + group.publish.jitterMs : 0;
		return Math.max(1000 * sleepS, 1000 * keepAliveS, everyMs);
	});
	return Math.max(...groups, traffic.commands?.everyMs ?? 0);
}
