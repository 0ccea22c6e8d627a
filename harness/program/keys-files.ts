/*
 * motebench keys, the verbs that make or move secrets: init, provision, recover, backup, restore.
 * They go into files of mode 0600, or straight onto a node; none is printed.
 */
import {randomBytes} from 'node:crypto';
import {rmSync} from 'node:fs';
import type {Command} from 'commander';
import {z} from 'zod';
import {EnvironmentError, UsageError} from '../errors.js';
import {AUTHORITY, authority, enrolled, exported, RECOVERY_KEYS} from '../keys/authority.js';
import {BACKUP, entries, restored} from '../keys/backup.js';
import {openDesk} from '../keys/desk.js';
import {Entropy} from '../keys/entropy.js';
import {newFleet} from '../keys/fleet.js';
import {LmdbRowStore} from '../keys/lmdb-row-store.js';
import {type Entries, recoveryKeyOf} from '../keys/order.js';
import {createPrivate, readPrivate, replacePrivate} from '../keys/private-file.js';
import {type ProvisionTarget, provision} from '../keys/provision.js';
import {
	euiArgument,
	euiArguments,
	type GatewayArgument,
	gatewayArguments,
	wholeArgument,
	wholeArguments,
} from './keys-argument.js';

/** A way by which keys come onto a node, as an option of `keys provision`. */
export interface ProvisionWay {
	/** Such as `--sim-flash <file>`. */
	readonly flags: string;
	readonly description: string;
	/** What commander calls the option: `simFlash`. */
	readonly name: string;
	readonly open: (place: string) => Promise<ProvisionTarget>;
}

interface InitOptions {
	readonly authority: string;
	readonly gateway: readonly GatewayArgument[];
	readonly batch?: readonly number[];
}

interface ProvisionOptions {
	readonly authority: string;
	readonly eui: string;
	readonly batch: number;
	readonly derived?: boolean;
	readonly replace?: boolean;
	readonly [way: string]: unknown;
}

interface ExportOptions {
	readonly authority: string;
	readonly out: string;
	readonly epoch?: number;
}

const U32_MAX = 0xffff_ffff;
const EPOCH_MAX = 0xfe;
const WEEK_HOURS = 168;

export function addKeyFiles(
	keys: Command,
	exit: (code: number) => void,
	ways: readonly ProvisionWay[],
): void {
	addInit(keys, exit);
	addProvision(keys, exit, ways);
	addRecover(keys, exit);
	addBackup(keys, exit);
}

function addInit(keys: Command, exit: (code: number) => void): void {
	keys
		.command('init <dir>')
		.description('make the secrets of a new fleet')
		.requiredOption('--authority <file>', 'recovery secret; take it away from this machine')
		.requiredOption('--gateway <gwid=gwId>', 'such as 00124b00aabbccdd=1', gatewayArguments)
		.option('--batch <n>', 'gets a master key; may be given again', wholeArguments(0, U32_MAX))
		.action(async (dir: string, {authority: file, gateway, batch = []}: InitOptions) => {
			const draw = luck();
			const gateways = distinct(gateway);
			createPrivate(file, AUTHORITY, {orm: draw(), devices: []});
			try {
				const fleet = newFleet({gateways, batches: [...new Set(batch)], draw});
				await filled(dir, [['fleet', fleet]]);
			} catch (error) {
				rmSync(file);
				throw error;
			}
			console.log(`${dir} is ready. ${file} brings the fleet back when ${dir} is lost or stolen:`);
			console.log('keep it offline, and plug it in to provision devices and to recover them.');
			exit(0);
		});
}

function addProvision(
	keys: Command,
	exit: (code: number) => void,
	ways: readonly ProvisionWay[],
): void {
	const command = keys
		.command('provision <dir>')
		.description('make a node one of the fleet')
		.requiredOption('--authority <file>', 'what init made')
		.requiredOption('--eui <eui>', 'its EUI-64', euiArgument)
		.option('--batch <n>', 'what it belongs to', wholeArgument(0, U32_MAX), 0)
		.option('--derived', "a factory key from the batch's master key, not one of its own")
		.option('--replace', 'it was wiped and begins anew');
	for (const {flags, description} of ways) command.option(flags, description);
	command.action(async (dir: string, options: ProvisionOptions) => {
		const way = ways.find(({name}) => options[name] !== undefined);
		if (way === undefined) throw new UsageError(`name a way to the node: ${flagsOf(ways)}`);
		const target = await way.open(String(options[way.name]));
		const outcome = await provisioned(dir, options, target);
		if (outcome === 'refused') {
			throw new EnvironmentError(`the node refused the keys of ${options.eui}`, {
				hint: 'a node that has keys keeps them: erase its flash first',
			});
		}
		console.log(`${options.eui} is provisioned; open a join window to let it in`);
		exit(0);
	});
}

function addRecover(keys: Command, exit: (code: number) => void): void {
	const recover = keys.command('recover').description('bring devices to a new key server');
	recover
		.command('export')
		.description('recovery keys of devices, where the authority is')
		.argument('<eui...>', 'their EUI-64', euiArguments)
		.requiredOption('--authority <file>', 'what init made')
		.requiredOption('--out <file>', 'for the new key server')
		.option('--epoch <n>', 'their recovery epoch', wholeArgument(0, EPOCH_MAX))
		.action((euis: string[], {authority: file, out, epoch}: ExportOptions) => {
			const before = readPrivate(file, AUTHORITY, authority);
			const made = exported(before, euis, epoch);
			// Known before it leaves: an export that is forgotten might be repeated with an older key.
			replacePrivate(file, AUTHORITY, made.authority);
			createPrivate(out, RECOVERY_KEYS, made.keys);
			console.log(`${made.keys.length} recovery keys in ${out}; delete it once it is imported`);
			exit(0);
		});
	recover
		.command('import <dir> <file>')
		.description('answer those devices when they ask for recovery')
		.action(async (dir: string, file: string) => {
			const recoveryKeys = readPrivate(file, RECOVERY_KEYS, z.array(recoveryKeyOf));
			const desk = await openDesk(dir);
			try {
				await desk.ask({ask: 'import', keys: recoveryKeys});
			} finally {
				await desk.close();
			}
			console.log(`${recoveryKeys.length} devices may recover; delete ${file}`);
			exit(0);
		});
}

function addBackup(keys: Command, exit: (code: number) => void): void {
	keys
		.command('backup <dir> <file>')
		.description('a copy of all rows and secrets')
		.action(async (dir: string, file: string) => {
			const desk = await openDesk(dir);
			try {
				createPrivate(file, BACKUP, await desk.ask({ask: 'backup'}));
			} finally {
				await desk.close();
			}
			console.log(`${file} holds all keys of the fleet: keep it as safe as ${dir}`);
			exit(0);
		});
	keys
		.command('restore <dir> <file>')
		.description('a key server from a backup')
		.option('--catch-up <hours>', 'devices may be far ahead', wholeArgument(1, WEEK_HOURS), 24)
		.action(async (dir: string, file: string, {catchUp}: {catchUp: number}) => {
			const copy = readPrivate(file, BACKUP, entries) as Entries;
			const groupKey = luck()();
			await filled(dir, restored(copy, {nowMs: Date.now(), gapHours: catchUp, groupKey}));
			console.log(`${dir} catches up with its devices for ${catchUp} hours.`);
			console.log('What was revoked, provisioned or rotated since the backup: do it again.');
			exit(0);
		});
}

async function provisioned(
	dir: string,
	{authority: file, eui, batch, derived, replace}: ProvisionOptions,
	target: ProvisionTarget,
): Promise<'done' | 'refused'> {
	const {authority: next, recoveryKey} = enrolled(readPrivate(file, AUTHORITY, authority), {
		eui,
		batch,
	});
	replacePrivate(file, AUTHORITY, next);
	const desk = await openDesk(dir);
	const how = {individual: derived !== true, replace: replace === true};
	try {
		return await provision(desk, target, {eui, batch, ...how, recoveryKey});
	} finally {
		await desk.close();
	}
}

/** Makes `dir` with these entries in it, or leaves nothing. */
async function filled(dir: string, content: Entries): Promise<void> {
	let failed: (error: Error) => void = () => undefined;
	const failure = new Promise<never>((_resolve, reject) => {
		failed = reject;
	});
	const store = LmdbRowStore.create(dir, {failed});
	const stored = new Promise<void>(resolve => store.commit(content, resolve));
	try {
		await Promise.race([stored, failure]);
	} finally {
		await store.close();
	}
}

function luck(): () => Buffer {
	const entropy = Entropy.tested(randomBytes);
	return () => {
		const block = entropy.draw();
		if (block === undefined) throw new EnvironmentError('the entropy source is stuck');
		return block;
	};
}

function distinct(gateways: readonly GatewayArgument[]): readonly GatewayArgument[] {
	const names = new Set(gateways.flatMap(({gwid, gwId}) => [gwid, String(gwId)]));
	if (names.size === 2 * gateways.length) return gateways;
	throw new UsageError('each gateway has an identity and a GwId of its own');
}

function flagsOf(ways: readonly ProvisionWay[]): string {
	return ways.length === 0 ? 'this program knows none' : ways.map(({flags}) => flags).join(', ');
}
