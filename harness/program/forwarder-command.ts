/*
 * motebench forwarder: carries datagrams between clients and a gateway that they cannot reach,
 * until it is told to stop.
 */
import {lookup} from 'node:dns/promises';
import {isIP} from 'node:net';
import type {Command} from 'commander';
import {EnvironmentError, UsageError} from '../errors.js';
import {type Settings, withSetting} from '../serial/config-key.js';
import {portName} from '../serial/port-name.js';
import {addressOf, type HostPort, hostPort} from '../transport/udp-address.js';
import {Forwarder} from './forwarder.js';
import {Log} from './log.js';
import {openSerial} from './serial-cell.js';
import {untilStopped} from './until-stopped.js';

interface Options {
	readonly listen?: string;
	readonly serial?: string;
	readonly set: Settings;
	readonly gateway: string;
	readonly multicast?: string;
}

/** Adds the verb to `program`; `exit` takes the exit code of a forwarder that was stopped. */
export function addForwarder(program: Command, exit: (code: number) => void): void {
	program
		.command('forwarder')
		.description('carry datagrams between MQTT-SN clients and a gateway out of their reach')
		.option('--listen <host:port>', 'where clients reach it, such as 0.0.0.0:1885')
		.option('--serial <port[:baud]>', 'or: the port of a board that is the client, or unix:PATH')
		.requiredOption('--gateway <host:port>', 'where the gateway is')
		.option('--multicast <group:port>', 'group of the clients, for SEARCHGW, GWINFO and ADVERTISE')
		.option('--set <key=value>', 'with --serial: configures the board, as often as needed', set, {})
		.addHelpText('after', EXAMPLES)
		.action(async (options: Options) => {
			await forward(options);
			exit(0);
		});
}

const EXAMPLES = `
Examples:
  motebench forwarder --listen 0.0.0.0:1885 --gateway 192.0.2.7:1884
  motebench forwarder --serial /dev/ttyACM0 --gateway 192.0.2.7:1884 --set App=1 --set EuiLow=7

SIGTERM and SIGINT stop it. Exit code: 0 stopped, 2 a mistake in the command, 3 a port that cannot be had.`;

async function forward(options: Options): Promise<void> {
	const {gateway} = options;
	const to = hostPort(gateway);
	if (to.port === 0) throw new UsageError(`${gateway} has no port that a gateway could have`);
	const open = opening(options);
	const log = new Log('text', line => process.stderr.write(`${line}\n`));
	await untilStopped(async () => {
		const forwarder = await open(await resolved(to), log);
		return {failed: new Promise(() => {}), stop: () => stop(forwarder, log)};
	});
}

type Open = (gateway: HostPort, log: Log) => Promise<Forwarder>;

/** How the forwarder of `options` is opened; a UsageError where they contradict each other. */
function opening({listen, serial, set: settings, multicast}: Options): Open {
	if (serial !== undefined) {
		if (listen !== undefined || multicast !== undefined) {
			throw new UsageError('--serial is instead of --listen and --multicast');
		}
		portName(serial);
		return (gateway, log) => openSerial({port: serial, settings}, gateway, log);
	}
	if (listen === undefined) throw new UsageError('where are the clients? --listen or --serial');
	if (Object.keys(settings).length > 0) throw new UsageError('--set needs --serial');
	const group = multicast === undefined ? {} : {group: hostPort(multicast)};
	return async (gateway, log) => {
		const forwarder = await Forwarder.open({listen: hostPort(listen), gateway, ...group});
		log.event('listening', {
			udp: forwarder.address,
			gateway: addressOf(gateway.host, gateway.port),
		});
		return forwarder;
	};
}

async function stop(forwarder: Forwarder, log: Log): Promise<void> {
	await forwarder.close();
	log.event('stopped', forwarder.counters);
}

async function resolved({host, port}: HostPort): Promise<HostPort> {
	if (isIP(host) !== 0) return {host, port};
	try {
		return {host: (await lookup(host)).address, port};
	} catch (cause) {
		throw new EnvironmentError(`the host ${host} is not known`, {cause});
	}
}

function set(text: string, before: Settings): Settings {
	return withSetting(before, text);
}
