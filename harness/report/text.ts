/*
 * What a person sees at the end of a run: what happened, then the verdict, then how to have it
 * again. Aligned for a terminal; colours only mark what went well and what did not.
 */
import {styleText} from 'node:util';
import type {Spread} from './quantile.js';
import {failureOf} from './reason.js';
import {hasPassed, type LostMessage, leakCount, type Summary} from './summary.js';
import {
	chargeText,
	countText,
	currentText,
	figureText,
	plural,
	ratioText,
	sizeText,
	timeText,
	yearsText,
} from './units.js';

/** Lost and doubled messages that are shown; the summary's JSON has more. */
const SHOWN_MAX = 3;

type Paint = (colour: 'green' | 'red' | 'dim' | 'bold', text: string) => string;

/** The text of `summary`. `replay` is the command that has the run again. */
export function textOf(summary: Summary, replay: string, colour = wantsColour()): string {
	// The stream was looked at already; it is not styleText's to judge.
	const paint: Paint = (name, text) =>
		colour ? styleText(name, text, {validateStream: false}) : text;
	const paragraphs = [
		[headline(summary, paint)],
		rows(facts(summary), paint),
		verdicts(summary, paint),
		rows([...evidence(summary), ...files(summary)], paint),
		ending(summary, replay, paint),
	];
	return paragraphs
		.filter(lines => lines.length > 0)
		.map(lines => lines.join('\n'))
		.join('\n\n');
}

/** Colour is for terminals whose owner has not said no: https://no-color.org. */
function wantsColour(): boolean {
	return process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
}

function headline({scenario, nodes, gateways, seed}: Summary, paint: Paint): string {
	const crowd = `${plural(nodes, 'node')} · ${plural(gateways, 'gateway')}`;
	return `${paint('bold', scenario)} · ${crowd} · seed 0x${seed.toString(16)}`;
}

type Row = readonly [label: string, ...columns: string[]];

function facts(summary: Summary): Row[] {
	const {frames, firmware, energy} = summary;
	return [
		['delivery', delivery(summary)],
		['latency', ...spread(summary.latencyMs)],
		...healed(summary),
		...hops(summary),
		...commands(summary),
		[
			'frames',
			`${countText(frames.sent)} sent`,
			`${countText(frames.retries)} again`,
			`${countText(frames.collided)} collided`,
			`${countText(frames.tooWeak)} too weak`,
			`${countText(frames.channelAccessFailures)} found no free channel`,
		],
		[
			'energy',
			`${chargeText(energy.perNodeMc.mean * 1000)} a node`,
			`${chargeText(energy.perNodeMc.max * 1000)} at most`,
			...perDelivered(summary),
		],
		...lifetime(summary),
		[
			'firmware',
			`${sizeText(firmware.wasmBytes)}`,
			`${sizeText(firmware.staticBytes)} of static memory`,
			firmware.traps === 0 ? 'no traps' : plural(firmware.traps, 'trap'),
		],
		...keys(summary),
		...attack(summary),
		['speed', speed(summary)],
		...memory(summary),
		...lag(summary),
		['broker', summary.broker],
		['trace', summary.traceHash],
	];
}

function delivery({deliveryRatio, delivered, published, duplicates}: Summary): string {
	if (deliveryRatio === null) return 'nothing was published';
	const more = duplicates === 0 ? 'no duplicates' : plural(duplicates, 'duplicate');
	const counts = `${countText(delivered)} of ${countText(published)} messages`;
	return `${ratioText(deliveryRatio)}   ${counts}   ${more}`;
}

function healed({healedRatio}: Summary): Row[] {
	return healedRatio === null ? [] : [['healed', `${ratioText(healedRatio)} after all faults`]];
}

function hops({hops}: Summary): Row[] {
	if (hops === null) return [];
	return [['hops', `${hops.mean.toFixed(2)} in the mean`, `${hops.max} at most`]];
}

function commands({commands: {sent, answered, roundTripMs}}: Summary): Row[] {
	if (sent === 0) return [];
	return [
		['commands', `${countText(answered)} of ${countText(sent)} answered`, ...spread(roundTripMs)],
	];
}

function keys({keys: counts}: Summary): Row[] {
	if (counts === null) return [];
	const {joined, rekeyed, nonces, noncesRepeated} = counts;
	const leaks = leakCount(counts);
	return [
		[
			'keys',
			`${plural(joined, 'node')} joined`,
			`${countText(rekeyed)} re-keyed`,
			`${plural(nonces, 'nonce')}, ${countText(noncesRepeated)} used twice`,
			leaks === 0 ? 'nothing leaked' : plural(leaks, 'leak'),
		],
	];
}

function attack({attack: {sent, delivered}, keys: counts}: Summary): Row[] {
	if (sent === 0) return [];
	const dropped = counts === null ? 0 : Object.values(counts.drops).reduce((a, b) => a + b, 0);
	return [
		[
			'attackers',
			`${countText(sent)} sent`,
			`${countText(delivered)} with success`,
			`${countText(dropped)} dropped by gateways`,
		],
	];
}

function perDelivered({energy: {perDeliveredUc}}: Summary): string[] {
	return perDeliveredUc === null ? [] : [`${chargeText(perDeliveredUc)} a delivered message`];
}

/** How long batteries last, what draws on them, and what would shorten the shortest life most. */
function lifetime({lifetime: batteries}: Summary): Row[] {
	if (batteries === null) return [];
	const {battery, medianYears, causesUa, shortens, nodes} = batteries;
	const {node, years, low, high} = nodes[0];
	const total = Object.values(causesUa).reduce((sum, ua) => sum + ua, 0);
	const drawn = Object.entries(causesUa)
		.filter(([, ua]) => ua >= total / 100)
		.sort(([, one], [, other]) => other - one);
	const [worst] = shortens;
	return [
		[
			'battery',
			`${battery}: ${yearsText(medianYears)} for half of the nodes`,
			`node ${node} ${yearsText(years)} (95 %: ${yearsText(low)} to ${yearsText(high)})`,
		],
		[
			'drawn by',
			`${currentText(total)} in the mean`,
			...drawn.map(([cause, ua]) => `${cause} ${ratioText(ua / total)}`),
		],
		[
			'shortens',
			`${worst.cause}: twice as much of it leaves node ${node} ${yearsText(worst.years)}`,
		],
	];
}

function speed({simulatedSeconds, wallSeconds, speed: factor}: Summary): string {
	const times = `${countText(Number(factor.toPrecision(3)))} times real time`;
	return `${timeText(simulatedSeconds * 1000)} in ${timeText(wallSeconds * 1000)}: ${times}`;
}

/** A summary from before it was counted has none. */
function memory({memory: taken}: Partial<Pick<Summary, 'memory'>>): Row[] {
	if (taken === undefined) return [];
	const {grownBytes, perNodeBytes} = taken;
	return [['memory', `${sizeText(grownBytes)} at most`, `${sizeText(perNodeBytes)} a node`]];
}

function lag({lag: behind}: Summary): Row[] {
	if (behind === null) return [];
	const {p50Ms, p99Ms, boundMs} = behind;
	const within = `of ${timeText(boundMs)} that are allowed`;
	return [['lag', `p50 ${timeText(p50Ms)}`, `p99 ${timeText(p99Ms)}`, within]];
}

function spread(times: Spread | null): string[] {
	if (times === null) return ['nothing to measure'];
	const {p50, p95, p99, max} = times;
	return Object.entries({p50, p95, p99, max}).map(([name, ms]) => `${name} ${timeText(ms)}`);
}

function verdicts({expectations}: Summary, paint: Paint): string[] {
	const width = Math.max(0, ...expectations.map(({text}) => text.length));
	return expectations.map(({text, observed, unit, passed}) => {
		const mark = passed ? paint('green', '✔') : paint('red', '✘');
		return `${mark} ${text.padEnd(width)}   ${figureText(observed, unit)}`;
	});
}

function evidence({lost, lostOmitted, doubled, doubledOmitted}: Summary): Row[] {
	return [
		...listed('lost', lost.map(lostText), lostOmitted),
		...listed(
			'doubled',
			doubled.map(m => `${named(m)}   ${m.copies} copies`),
			doubledOmitted,
		),
	];
}

function lostText(message: LostMessage): string {
	return `${named(message)}   ${message.why}`;
}

function named({node, seq, timeMs}: Pick<LostMessage, 'node' | 'seq' | 'timeMs'>): string {
	return `node ${node} message ${seq} at ${(timeMs / 1000).toFixed(3)} s`;
}

/** The first few lines under one label, and how many more there are. */
function listed(label: string, lines: readonly string[], omitted: number): Row[] {
	const shown: Row[] = lines
		.slice(0, SHOWN_MAX)
		.map((line, index) => [index === 0 ? label : '', line]);
	const more = omitted + lines.length - shown.length;
	return more === 0 ? shown : [...shown, ['', `and ${countText(more)} more`]];
}

function files({files: paths}: Summary): Row[] {
	return Object.values(paths).map((file, index) => [index === 0 ? 'files' : '', file]);
}

function ending(summary: Summary, replay: string, paint: Paint): string[] {
	if (hasPassed(summary)) return [paint('green', '✔ passed')];
	return [paint('red', `✘ ${failureOf(summary)}`), `  again: ${replay}`];
}

function rows(lines: readonly Row[], paint: Paint): string[] {
	return lines.map(([label, ...columns]) => {
		return `  ${paint('dim', label.padEnd(10))}${columns.join('   ')}`;
	});
}
