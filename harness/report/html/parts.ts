/*
 * The parts of a run's page that are words and numbers: the verdict and what it rests on, the
 * figures at a glance, what was lost, and what the run was.
 */

import type {Spread} from '../quantile.js';
import {failureOf} from '../reason.js';
import {
	type DoubledMessage,
	type LostMessage,
	type Summary,
	type Verdict,
	verdictOf,
} from '../summary.js';
import {chargeText, countText, figureText, ratioText, timeText} from '../units.js';
import {type Column, escaped, figure, section, table} from './markup.js';

const CLASSES: Readonly<Record<Verdict, string>> = {
	passed: 'good',
	failed: 'bad',
	inconclusive: 'doubt',
	interrupted: 'doubt',
};
const SIGNS = {good: '✔', bad: '✘', doubt: '◆'} as const;

/** Name, what ran, the verdict, and how to have it again. */
export function headOf(summary: Summary, replay: string): string {
	const {scenario, nodes, gateways, seed, simulatedSeconds} = summary;
	const verdict = verdictOf(summary);
	const kind = CLASSES[verdict] as keyof typeof SIGNS;
	const why = verdict === 'passed' ? '' : ` <strong>${escaped(failureOf(summary))}</strong><br>`;
	return `<header>
<div><h1>${escaped(scenario)}</h1>
<p>${figure('nodes', nodes, countText(nodes))} nodes ·
${figure('gateways', gateways, countText(gateways))} gateways ·
${figure('simulatedSeconds', simulatedSeconds, timeText(simulatedSeconds * 1000))} ·
seed ${figure('seed', seed, `0x${seed.toString(16)}`)}</p></div>
<div class="verdict ${kind}">${SIGNS[kind]} ${verdict}</div>
</header>
<p class="again ${kind}">${why}Once more: <code>${escaped(replay)}</code></p>`;
}

/** What was expected, and what was seen. */
export function expectationsOf({expectations}: Summary): string {
	const rows = expectations.map((expectation, index) => ({...expectation, index}));
	const columns: Column<(typeof rows)[number]>[] = [
		{head: 'expected', cell: ({text, passed}) => `${mark(passed)}<code>${escaped(text)}</code>`},
		{
			...{head: 'observed', numeric: true},
			cell: ({observed, unit, index}) =>
				figure(`expectations.${index}.observed`, observed, figureText(observed, unit)),
		},
		{head: '', cell: ({passed}) => (passed ? 'met' : '<strong class="bad">not met</strong>')},
	];
	const content =
		rows.length === 0
			? '<p class="soft">The scenario expects nothing but an end without a trap.</p>'
			: table(rows, columns, {id: 'expectations'});
	return section('verdicts', 'What was expected', content);
}

function mark(good: boolean): string {
	return `<span class="sign ${good ? 'good' : 'bad'}">${good ? '✔' : '✘'}</span>`;
}

/** The figures at a glance. */
export function tilesOf(summary: Summary): string {
	const {deliveryRatio, delivered, published, duplicates, latencyMs, energy, frames} = summary;
	const ratio = deliveryRatio === null ? '-' : ratioText(deliveryRatio);
	const {mean, max} = energy.perNodeMc;
	return `<div class="tiles">
${tile(
	'delivery',
	figure('deliveryRatio', deliveryRatio, ratio),
	`${count('delivered', delivered)} of ${count('published', published)}, ${count('duplicates', duplicates)} doubled`,
)}
${spreadTile('latency', 'latencyMs', latencyMs)}
${commandTiles(summary)}
${tile(
	'energy a node',
	figure('energy.perNodeMc.mean', mean, chargeText(mean * 1000)),
	`${figure('energy.perNodeMc.max', max, chargeText(max * 1000))} at most, ${perMessage(summary)} a message`,
)}
${tile(
	'frames',
	count('frames.sent', frames.sent),
	`${count('frames.delivered', frames.delivered)} arrived, ${count('frames.retries', frames.retries)} were sent again`,
)}
${tile(
	'collisions',
	count('frames.collided', frames.collided),
	`${count('frames.tooWeak', frames.tooWeak)} too weak, ${count('frames.channelAccessFailures', frames.channelAccessFailures)} found no free channel`,
)}
${keyTiles(summary)}
</div>`;
}

function tile(heading: string, main: string, more: string): string {
	return `<div class="tile"><h3>${escaped(heading)}</h3><div class="main">${main}</div>
<div class="more">${more}</div></div>`;
}

function count(key: string, value: number): string {
	return figure(key, value, countText(value));
}

function spreadTile(heading: string, key: string, spread: Spread | null): string {
	if (spread === null) return tile(heading, '-', 'nothing to measure');
	const time = (name: keyof Spread) =>
		figure(`${key}.${name}`, spread[name], timeText(spread[name]));
	const more = `p95 ${time('p95')}, p99 ${time('p99')}, max ${time('max')}`;
	return tile(`${heading}, p50`, time('p50'), more);
}

function commandTiles({commands: {sent, answered, roundTripMs}}: Summary): string {
	if (sent === 0) return '';
	const main = `${count('commands.answered', answered)} of ${count('commands.sent', sent)}`;
	if (roundTripMs === null) return tile('commands', main, 'none came back');
	const time = (name: keyof Spread) =>
		figure(`commands.roundTripMs.${name}`, roundTripMs[name], timeText(roundTripMs[name]));
	return tile(
		'commands',
		main,
		`answered, p50 ${time('p50')}, p95 ${time('p95')}, max ${time('max')}`,
	);
}

function perMessage({energy: {perDeliveredUc}}: Summary): string {
	const text = perDeliveredUc === null ? '-' : chargeText(perDeliveredUc);
	return figure('energy.perDeliveredUc', perDeliveredUc, text);
}

function keyTiles({keys, attack}: Summary): string {
	if (keys === null) return '';
	const nonces = `${count('keys.nonces', keys.nonces)} nonces, ${count('keys.noncesRepeated', keys.noncesRepeated)} used twice`;
	const attacks = attack.sent === 0 ? '' : `, ${count('attack.sent', attack.sent)} attacks`;
	return tile(
		'nodes with keys',
		count('keys.joined', keys.joined),
		`${count('keys.rekeyed', keys.rekeyed)} re-keyed, ${nonces}${attacks}`,
	);
}

/** Messages that did not arrive, and those that arrived too often. */
export function messagesOf({lost, lostOmitted, doubled, doubledOmitted}: Summary): string {
	const named: Column<LostMessage | DoubledMessage>[] = [
		{head: 'node', numeric: true, cell: ({node}) => `${node}`},
		{head: 'message', numeric: true, cell: ({seq}) => `${seq}`},
		{head: 'made at', numeric: true, cell: ({timeMs}) => `${(timeMs / 1000).toFixed(3)} s`},
	];
	const why: Column<LostMessage> = {head: 'what became of it', cell: one => escaped(one.why)};
	const copies: Column<DoubledMessage> = {
		...{head: 'copies', numeric: true},
		cell: one => `${one.copies}`,
	};
	const lists = [
		listOf('Lost', lost.length + lostOmitted, table(lost, [...named, why], {id: 'lost'})),
		listOf(
			'Doubled',
			doubled.length + doubledOmitted,
			table(doubled, [...named, copies], {id: 'doubled'}),
		),
	];
	return section(
		'messages',
		'Lost and doubled messages',
		`<div class="pair">${lists.join('')}</div>`,
	);
}

function listOf(heading: string, total: number, rows: string): string {
	if (total === 0) return `<div><h3>${heading}: none</h3></div>`;
	const shown = '<p class="soft on-paper">Paper has the first twenty.</p>';
	return `<div><h3>${heading}: ${countText(total)}</h3>${shown}<div class="list">${rows}</div></div>`;
}
