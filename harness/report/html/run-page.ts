/*
 * The report of one run, one file: verdicts first, then what they rest on.
 *
 *   name, verdict, replay    expectations    figures at a glance    against the baseline
 *   charts    energy    batteries    messages    gateways    nodes    what was run
 */
import type {Comparison} from '../comparison.js';
import type {Details} from '../details.js';
import type {Summary} from '../summary.js';
import {countText, sizeText, timeText} from '../units.js';
import {chartGrid, chartsOf} from './charts.js';
import {comparedOf} from './compared.js';
import {escaped, figure, section} from './markup.js';
import {pageOf} from './page.js';
import {expectationsOf, headOf, messagesOf, tilesOf} from './parts.js';
import {batteriesOf, energyOf, gatewaysOf, nodesOf} from './rows.js';

export interface RunPage {
	readonly summary: Summary;
	/** Without them there are no charts and no rows. */
	readonly details?: Details | undefined;
	/** The command that has the run again. */
	readonly replay: string;
	readonly comparison?: Comparison | undefined;
	/** Details of the one run it is compared with. */
	readonly baseDetails?: Details | undefined;
}

/** The page; ends with a line feed. */
export function runPageOf({summary, details, replay, comparison, baseDetails}: RunPage): string {
	const charts =
		details === undefined ? [] : chartsOf(details, summary.simulatedSeconds, baseDetails);
	const rows = details && [
		section('charts', 'How it went', chartGrid(charts)),
		energyOf(summary, details),
		batteriesOf(summary),
		messagesOf(summary),
		gatewaysOf(details),
		nodesOf(details),
	];
	const parts = [
		headOf(summary, replay),
		expectationsOf(summary),
		tilesOf(summary),
		comparedOf(comparison),
		...(rows ?? [batteriesOf(summary), messagesOf(summary)]),
		footOf(summary),
	];
	const body = parts.filter(part => part !== '').join('\n');
	return pageOf({title: `${summary.scenario}: motebench`, body, charts});
}

function footOf({
	firmware,
	simulatedSeconds,
	wallSeconds,
	speed,
	broker,
	traceHash,
}: Summary): string {
	const {wasmBytes, staticBytes, traps} = firmware;
	return `<footer>
<p>Firmware of ${figure('firmware.wasmBytes', wasmBytes, sizeText(wasmBytes))} with
${figure('firmware.staticBytes', staticBytes, sizeText(staticBytes))} of static memory,
${figure('firmware.traps', traps, countText(traps))} traps.
${escaped(timeText(simulatedSeconds * 1000))} in ${figure('wallSeconds', wallSeconds, timeText(wallSeconds * 1000))},
${figure('speed', speed, countText(Number(speed.toPrecision(3))))} times real time. Broker: ${escaped(broker)}.</p>
<p>Trace <code>${escaped(traceHash)}</code>. All figures: summary.json; rows and curves: details.json.</p>
</footer>`;
}
