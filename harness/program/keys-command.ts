/*
 * motebench keys: the key server of a fleet and what its operator does with it. Nothing secret is
 * ever printed; what has to be kept goes into files that only their owner can read.
 *
 *   DIR is served by a process   orders go to it, and gateways hear of them at once
 *   DIR is not                   orders are done here, and gateways hear when they come
 */
import type {Command} from 'commander';
import {type Desk, openDesk} from '../keys/desk.js';
import {JOIN_MINUTES_MAX, type Listed, type Order, type Status} from '../keys/order.js';
import {
	euiArgument,
	euiArguments,
	type GatewayArgument,
	gatewayArguments,
	wholeArgument,
} from './keys-argument.js';
import {addKeyFiles, type ProvisionWay} from './keys-files.js';
import {addServe} from './keys-serve.js';

interface Shown {
	readonly json?: boolean;
}

const U32_MAX = 0xffff_ffff;
const DAY_S = 86_400;

/** Adds the verb; `ways` are those by which keys can come onto a node. */
export function addKeys(
	program: Command,
	exit: (code: number) => void,
	ways: readonly ProvisionWay[] = [],
): void {
	const keys = program.command('keys').description('the key server of a fleet, and its operator');
	addKeyFiles(keys, exit, ways);
	addServe(keys, exit);
	addViews(keys, exit);
	addDevices(keys, exit);
	addRotate(keys, exit);
	addGateways(keys, exit);
	keys.addHelpText('afterAll', EXAMPLES);
}

const EXAMPLES = `
Examples:
  motebench keys init keys --authority /media/stick/fleet.authority --gateway 00124b00aabbccdd=1
  motebench keys serve keys --listen 0.0.0.0:8884 --ca ca.pem --cert keys.pem --key keys.key
  motebench keys join keys --minutes 10
  motebench keys revoke keys 00124b0001020304

Exit code: 0 done, 2 a mistake in command or file, 3 a folder, a port or a server that cannot be had.`;

function addViews(keys: Command, exit: (code: number) => void): void {
	keys
		.command('list <dir>')
		.description('devices, without their secrets')
		.option('--json', 'as JSON')
		.action(async (dir: string, {json}: Shown) => {
			const rows = (await asked(dir, {ask: 'list'})) as Listed[];
			const text = rows.length === 0 ? 'no device is registered' : rows.map(line).join('\n');
			console.log(json === true ? JSON.stringify(rows) : text);
			exit(0);
		});
	keys
		.command('status <dir>')
		.description('the fleet as a whole')
		.option('--json', 'as JSON')
		.action(async (dir: string, {json}: Shown) => {
			const status = (await asked(dir, {ask: 'status'})) as Status;
			console.log(json === true ? JSON.stringify(status) : summary(status));
			exit(0);
		});
}

function addDevices(keys: Command, exit: (code: number) => void): void {
	keys
		.command('join <dir>')
		.description('let new devices in for a time')
		.requiredOption('--minutes <n>', '0 shuts the window', wholeArgument(0, JOIN_MINUTES_MAX))
		.option('--eui <eui>', 'this device alone; may be given again', euiArguments)
		.action(async (dir: string, options: {minutes: number; eui?: string[]}) => {
			const {minutes, eui: euis} = options;
			await asked(dir, {ask: 'join', minutes, ...(euis !== undefined && {euis})});
			console.log(minutes === 0 ? 'no new device is let in' : `open for ${minutes} minutes`);
			exit(0);
		});
	keys
		.command('revoke')
		.description('expel devices: dropped everywhere, and a new group key to all others')
		.argument('<dir>')
		.argument('<eui...>', 'their EUI-64', euiArguments)
		.action(async (dir: string, euis: string[]) => {
			const order: Order = {ask: 'revoke', euis};
			const {groupEpoch} = (await asked(dir, order, told)) as {groupEpoch: number};
			console.log(`${euis.length} revoked; group epoch ${groupEpoch}`);
			exit(0);
		});
}

function addRotate(keys: Command, exit: (code: number) => void): void {
	const rotate = keys.command('rotate').description('new secrets in the place of old ones');
	rotate
		.command('salt <dir>')
		.description('a new salt secret, for generations that begin from now on')
		.action(async (dir: string) => {
			const {saltVersion} = (await asked(dir, {ask: 'rotate-salt'})) as {saltVersion: number};
			console.log(`salt secret ${saltVersion}; make a backup, older ones do not know it`);
			exit(0);
		});
	rotate
		.command('group <dir>')
		.description('a new group key')
		.option('--within <seconds>', 'members may lack it so long', wholeArgument(0, DAY_S), 3600)
		.action(async (dir: string, {within: switchS}: {within: number}) => {
			const order = {ask: 'rotate-group', switchS} as const;
			const {groupEpoch} = (await asked(dir, order, told)) as {groupEpoch: number};
			console.log(`group epoch ${groupEpoch}`);
			exit(0);
		});
	rotate
		.command('devices <dir>')
		.description('ask devices to re-key')
		.option('--within <seconds>', 'when they are to have done it', wholeArgument(0, 0xffff), 3600)
		.option('--eui <eui>', 'this device alone; may be given again', euiArguments)
		.action(async (dir: string, options: {within: number; eui?: string[]}) => {
			const {within: deadlineS, eui: euis} = options;
			const order: Order = {ask: 'rekey', deadlineS, ...(euis !== undefined && {euis})};
			const result = (await asked(dir, order, told)) as {asked: number};
			console.log(`${result.asked} asked to re-key`);
			exit(0);
		});
	rotate
		.command('batch')
		.description('a master key for a new batch of devices')
		.argument('<dir>')
		.argument('<number>', 'of the batch', wholeArgument(0, U32_MAX))
		.action(async (dir: string, batch: number) => {
			await asked(dir, {ask: 'add-batch', batch});
			console.log(`batch ${batch} has a master key`);
			exit(0);
		});
}

function addGateways(keys: Command, exit: (code: number) => void): void {
	const gateway = keys.command('gateway').description('gateways that may ask for session keys');
	gateway
		.command('add')
		.description('let a gateway ask')
		.argument('<dir>')
		.argument('<gwid=gwId>', 'identity and GwId, as 00124b00aabbccdd=1', gatewayArguments)
		.action(async (dir: string, [added]: readonly GatewayArgument[]) => {
			await asked(dir, {ask: 'add-gateway', ...added!});
			console.log(`gateway ${added!.gwid} has GwId ${added!.gwId}`);
			exit(0);
		});
	gateway
		.command('remove')
		.description('answer a gateway no more; all others get a new group key')
		.argument('<dir>')
		.argument('<gwid>', 'its identity', euiArgument)
		.action(async (dir: string, gwid: string) => {
			await asked(dir, {ask: 'remove-gateway', gwid}, told);
			console.log(`gateway ${gwid} is none any more`);
			exit(0);
		});
}

/** What an order comes to; `tell` is told where it went. */
async function asked(dir: string, order: Order, tell?: (desk: Desk) => void): Promise<unknown> {
	const desk = await openDesk(dir);
	try {
		const value = await desk.ask(order);
		tell?.(desk);
		return value;
	} finally {
		await desk.close();
	}
}

function told({isServed}: Desk): void {
	if (!isServed) console.error('no key server runs here: gateways hear of it when one does');
}

function line({eui, state, generation, batch, awaitsRecovery, gateway}: Listed): string {
	const epoch = generation >>> 24;
	const index = generation & 0xff_ffff;
	const place = gateway === undefined ? '' : `  at ${gateway}`;
	const lost = awaitsRecovery ? '  awaits recovery' : '';
	return `${eui}  ${state.padEnd(7)}  generation ${epoch}.${index}  batch ${batch}${place}${lost}`;
}

function summary(status: Status): string {
	const counts = Object.entries(status.devices).map(([state, count]) => `${count} ${state}`);
	const gateways = status.gateways.map(({gwid, gwId}) => `${gwid}=${gwId}`);
	const until = (ms: number | undefined) => (ms === undefined ? 'no' : new Date(ms).toISOString());
	return [
		`devices   ${counts.join(', ')}`,
		`gateways  ${gateways.join(', ')} (${status.attached} attached)`,
		`epochs    group ${status.groupEpoch}, salt ${status.saltVersion}`,
		`batches   ${status.batches.join(', ')}`,
		`joining   ${until(status.joinUntilMs)}`,
		`catch-up  ${until(status.gapUntilMs)}`,
	].join('\n');
}
