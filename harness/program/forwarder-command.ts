/*
 * motebench forwarder: carries datagrams between clients and a gateway that they cannot reach,
 * until it is told to stop.
 */
import {lookup} from 'node:dns/promises';
import {isIP} from 'node:net';
import type {Command} from 'commander';
import {EnvironmentError, UsageError} from '../errors.js';
import {type HostPort, hostPort} from '../transport/udp-address.js';
import {Forwarder} from './forwarder.js';
import {Log} from './log.js';
import {untilStopped} from './until-stopped.js';

interface Options {
	readonly listen: string;
	readonly gateway: string;
	readonly multicast?: string;
}

/** Adds the verb to `program`; `exit` takes the exit code of a forwarder that was stopped. */
export function addForwarder(program: Command, exit: (code: number) => void): void {
	program
		.command('forwarder')
		.description('carry datagrams between MQTT-SN clients and a gateway out of their reach')
		.requiredOption('--listen <host:port>', 'where clients reach it, such as 0.0.0.0:1885')
		.requiredOption('--gateway <host:port>', 'where the gateway is')
		.option('--multicast <group:port>', 'group of the clients, for SEARCHGW, GWINFO and ADVERTISE')
		.addHelpText('after', EXAMPLES)
		.action(async (options: Options) => {
			await forward(options);
			exit(0);
		});
}

const EXAMPLES = `
Example:
  motebench forwarder --listen 0.0.0.0:1885 --gateway 192.0.2.7:1884`;

async function forward({listen, gateway, multicast}: Options): Promise<void> {
	const to = hostPort(gateway);
	if (to.port === 0) throw new UsageError(`${gateway} has no port that a gateway could have`);
	const log = new Log('text', line => process.stderr.write(`${line}\n`));
	await untilStopped(async () => {
		const forwarder = await Forwarder.open({
			listen: hostPort(listen),
			gateway: await resolved(to),
			...(multicast !== undefined && {group: hostPort(multicast)}),
		});
		log.event('listening', {udp: forwarder.address, gateway});
		return {failed: new Promise(() => {}), stop: () => stop(forwarder, log)};
	});
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
