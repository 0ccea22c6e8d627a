/*
 * tshark with the configuration that a run leaves beside its capture: it reads smoke to the end in
 * each network, and finds no fault but those that are known and none.
 */
import {mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {tsharkWith} from '../sim/pcap/tshark.js';
import {FAULTS, KNOWN_DEFECTS, testWithTshark} from '../sim/pcap/tshark-bench.js';
import {Artefacts} from './artefacts.js';
import {bundled} from './bench.js';
import {drawnKey} from './scenario/air-keys.js';
import type {Scenario} from './scenario/schema.js';
import {simulate} from './simulate.js';

const {air} = bundled('smoke');
const LINK_KEY = {air: {...air, linkKey: 'drawn'}} satisfies Partial<Scenario>;
const RPL = {
	routing: {kind: 'rpl', fragments: 'forwarded', discovery: 'neighbors'},
} satisfies Partial<Scenario>;

const NETWORKS: readonly [name: string, changes: Partial<Scenario>, wanted: Wanted][] = [
	['6lowpan', {}, {}],
	['6lowpan with a link key', LINK_KEY, {protectedBy: 'wpan.aux_sec.sec_level == 5'}],
	['6lowpan with rpl', RPL, {also: ['icmpv6.rpl.dio.rank', 'icmpv6.code == 2']}],
	[
		'6lowpan with rpl and a link key',
		{...LINK_KEY, ...RPL},
		{protectedBy: 'wpan.aux_sec.sec_level == 5', also: ['icmpv6.rpl.dio.rank']},
	],
	[
		'zigbee',
		{network: 'zigbee'},
		{protectedBy: 'zbee.sec.key', also: ['zbee_nwk.cmd.id', 'mqttsn && zbee_aps.fragments']},
	],
];

for (const [name, changes, wanted] of NETWORKS) {
	testWithTshark(
		`tshark reads smoke over ${name}, and finds no fault that is not known`,
		async t => {
			const {count, remarks, sent, isProtected} = await recorded(t, changes);
			t.is(await count('wpan.fcs_ok == 1'), sent);
			t.is(await count(FAULTS), 0);
			t.deepEqual(
				(await remarks()).filter(remark => !isKnown(remark)),
				[],
			);
			t.true((await count('mqttsn')) > 100);
			for (const filter of wanted.also ?? []) t.true((await count(filter)) > 0, filter);
			const {protectedBy} = wanted;
			t.is(isProtected, protectedBy !== undefined);
			if (protectedBy === undefined) return;
			t.is(await count(`mqttsn && !(${protectedBy})`), 0, 'a message that was in clear');
			t.is(await count('mqttsn', 'no keys'), 0, 'a message that is read without keys');
		},
	);
}

test('keys lie beside a capture for their owner alone, and only if they were asked for', async t => {
	const changes = {network: 'zigbee', ...LINK_KEY, durationMs: 1000} as const;
	const {folder} = await recorded(t, changes);
	const profile = path.join(folder, 'wireshark');
	t.is(statSync(profile).mode & 0o777, 0o700);
	const modes = readdirSync(profile).map(name => statSync(path.join(profile, name)).mode & 0o777);
	t.deepEqual(modes, [0o600, 0o600, 0o600, 0o600, 0o600, 0o600]);
	const without = await recorded(t, {...changes, seed: 2}, false);
	t.false(readdirSync(without.folder).includes('wireshark'));
});

test('a drawn key follows from the seed and from what it is for', t => {
	const keys = [
		drawnKey(1, 'network key'),
		drawnKey(1, 'network key'),
		drawnKey(2, 'network key'),
		drawnKey(1, 'link key'),
	].map(key => Buffer.from(key).toString('hex'));
	t.is(keys[0], keys[1]);
	t.is(new Set(keys).size, 3);
	t.regex(keys[0], /^[\da-f]{32}$/);
});

/* The bench. */

interface Wanted {
	/** A filter for what is protected; nothing is, if not said. */
	readonly protectedBy?: string;
	/** Filters that let something through. */
	readonly also?: readonly string[];
}

/** What tshark's experts say of a frame, its comment, and its GwAdd. */
type Remark = readonly [said: string, ...known: string[]];

/** Each remark is about one of the known defects, and there is no other one on the frame. */
function isKnown([said, ...known]: Remark): boolean {
	const [comment = '', address = ''] = known;
	const others = said.split('; ').filter(each => each !== comment);
	return others.length === 0 || (others.length === 1 && address !== '');
}

async function recorded(t: ExecutionContext, changes: Partial<Scenario>, captureKeys = true) {
	const folder = mkdtempSync(path.join(tmpdir(), 'motebench-'));
	t.teardown(() => rmSync(folder, {recursive: true}));
	const artefacts = new Artefacts({folder, capture: 'all', captureKeys});
	const {outcome} = await simulate(bundled('smoke', changes), {
		prepared: (world, described) => artefacts.watch(world, described),
	});
	artefacts.close();
	const profile = path.join(folder, 'wireshark');
	const ask = (filter: string, fields: readonly string[], keys = profile) => {
		const wanted = fields.flatMap(field => ['-e', field]);
		const form = ['-T', 'fields', '-E', 'separator=|', '-E', 'aggregator=;', ...wanted];
		const args = ['-r', artefacts.files['capture'], '-Y', filter, ...form];
		return tsharkWith(keys, args).then(lines => lines.split('\n').slice(0, -1));
	};
	return {
		folder,
		sent: outcome.frames.sent,
		isProtected: existsIn(profile, ['zigbee_pc_keys', 'ieee802154_keys']),
		count: async (filter: string, keys?: 'no keys') => {
			const without = keys === undefined ? profile : path.join(folder, 'nowhere');
			return (await ask(filter, ['frame.number'], without)).length;
		},
		remarks: async (): Promise<Remark[]> => {
			const fields = ['_ws.expert.message', ...KNOWN_DEFECTS.map(({field}) => field)];
			const lines = await ask('_ws.expert', fields);
			return lines.map(line => line.replaceAll(';', '; ').split('|') as unknown as Remark);
		},
	};
}

function existsIn(folder: string, names: readonly string[]): boolean {
	const present = statSync(folder, {throwIfNoEntry: false}) ? readdirSync(folder) : [];
	return names.some(name => present.includes(name));
}
