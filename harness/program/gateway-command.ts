/*
 * motebench gateway: an MQTT-SN gateway between UDP, boards at serial lines and a broker, until it
 * is told to stop. The log goes to standard error. Secrets come in files or in the URL, and go out
 * nowhere.
 */
import {type Command, InvalidArgumentError, Option} from 'commander';
import type {Access} from '../broker/connection-options.js';
import type {MqttBrokerOptions} from '../broker/mqtt-broker.js';
import {UsageError} from '../errors.js';
import type {Policy} from '../security/options.js';
import type {RecordForm} from '../security/record.js';
import {type Settings, withSetting} from '../serial/config-key.js';
import {portName} from '../serial/port-name.js';
import {hostPort} from '../transport/udp-address.js';
import {GatewayProgram, type GatewayProgramOptions, type Security} from './gateway-program.js';
import type {KeyPlace} from './key-way.js';
import {Log, type LogForm} from './log.js';
import {credentialsIn, predefinedIn, textIn} from './settings-file.js';
import {untilStopped} from './until-stopped.js';

interface Options {
	readonly udp?: string;
	readonly multicast?: string;
	readonly serial: readonly string[];
	readonly set: Settings;
	readonly broker: string;
	readonly mode: 'transparent' | 'aggregating';
	readonly mqtt: '3.1.1' | '5';
	readonly store?: string;
	readonly predefined?: string;
	readonly gatewayId: number;
	readonly advertise: number;
	readonly standby?: boolean;
	readonly maxClients: number;
	readonly clientIdPrefix: string;
	readonly credentials?: string;
	readonly user?: string;
	readonly passwordFile?: string;
	readonly ca?: string;
	readonly cert?: string;
	readonly key?: string;
	readonly security: Policy;
	readonly keys?: string;
	readonly keyServer?: string;
	readonly keyCa?: string;
	readonly keyCert?: string;
	readonly keyKey?: string;
	readonly records?: RecordForm;
	readonly metrics?: number;
	readonly log: LogForm;
}

/** Adds the verb to `program`; `exit` takes the exit code of a gateway that was stopped. */
export function addGateway(program: Command, exit: (code: number) => void): void {
	program
		.command('gateway')
		.description('an MQTT-SN gateway between UDP or serial lines and an MQTT broker')
		.option('--udp <host:port>', 'where clients reach it, such as 127.0.0.1:1884')
		.option('--serial <port[:baud]>', 'port of a board, or unix:PATH; as often as needed', port, [])
		.option(
			'--set <key=value>',
			'with --serial: configures the boards, as often as needed',
			set,
			{},
		)
		.requiredOption('--broker <url>', 'mqtt://, mqtts://, ws:// or wss://HOST:PORT')
		.option('--multicast <group:port>', 'group for ADVERTISE, SEARCHGW and GWINFO')
		.addOption(
			choice(
				'--mode <mode>',
				['transparent', 'aggregating'],
				'a broker link a client or one for all',
			),
		)
		.addOption(choice('--mqtt <version>', ['3.1.1', '5'], 'what is spoken to the broker'))
		.option(
			'--store <dir>',
			'keep sessions there, so that they outlive the gateway; gateways of one machine may share it',
		)
		.option('--predefined <file>', 'predefined topics, YAML: TopicId: name')
		.option('--gateway-id <n>', 'GwId, another one for each gateway', whole(0, 0xff), 1)
		.option('--advertise <seconds>', 'TADV, the time between two ADVERTISE', whole(1, 0xffff), 900)
		.option('--standby', 'be silent while a gateway with a lower GwId advertises')
		.option('--max-clients <n>', 'more are answered "congestion"', whole(1, 1_000_000), 10_000)
		.option('--client-id-prefix <text>', 'set before each ClientId towards the broker', '')
		.option('--credentials <file>', 'user and password by ClientId, YAML')
		.option('--user <name>', 'user of all links without credentials of their own')
		.option('--password-file <file>', 'the password is its first line')
		.option('--ca <file>', "PEM of the CA that signed the broker's certificate")
		.option('--cert <file>', 'PEM of the client certificate, with --key')
		.option('--key <file>', 'PEM of its key, with --cert')
		.addOption(
			choice(
				'--security <policy>',
				['required', 'optional', 'off'],
				'who is heard: who has keys, everybody, or everybody and nobody has keys',
			),
		)
		.option('--keys <dir>', 'the fleet: a folder of motebench keys init')
		.option('--key-server <host:port>', 'or where motebench keys serve is')
		.option('--key-ca <file>', "PEM of the CA that signed the key server's certificate")
		.option('--key-cert <file>', 'PEM of the certificate that names this gateway')
		.option('--key-key <file>', 'PEM of its key')
		.addOption(
			new Option(
				'--records <form>',
				'a message in 30 octets more, or in 14 (default: full, compact on serial lines)',
			).choices(['full', 'compact']),
		)
		.option(
			'--metrics <port>',
			'Prometheus text at http://127.0.0.1:PORT/metrics',
			whole(0, 0xffff),
		)
		.addOption(choice('--log <form>', ['text', 'json'], 'lines on standard error'))
		.addHelpText('after', EXAMPLES)
		.action(async (options: Options) => {
			await untilStopped(() => GatewayProgram.start(programOptions(options)));
			exit(0);
		});
}

const EXAMPLES = `
Examples:
  motebench gateway --udp 127.0.0.1:1884 --broker mqtt://127.0.0.1:1883 --keys fleet
  motebench gateway --udp 127.0.0.1:1884 --broker mqtt://127.0.0.1:1883 --security off
  motebench gateway --udp '[::]:1884' --multicast 239.0.0.7:1884 --store /var/lib/motebench \\
    --key-server keys.example:8884 --key-ca ca.pem --key-cert gateway.pem --key-key gateway.key \\
    --broker mqtts://broker.example --ca ca.pem --user fleet --password-file fleet.password
  motebench gateway --serial /dev/ttyACM0 --set App=1 --broker mqtt://127.0.0.1:1883 --keys fleet

SIGTERM and SIGINT stop it. Exit code: 0 stopped, 2 a mistake in command or file, 3 a port or a folder
that cannot be had.`;

function programOptions(options: Options): GatewayProgramOptions {
	const {predefined, store, metrics, mode, log} = options;
	const security = securityOf(options);
	return {
		gateway: {
			gwId: options.gatewayId,
			tadvS: options.advertise,
			clientsMax: options.maxClients,
			standby: options.standby === true,
			mode,
			...(predefined !== undefined && {predefined: predefinedIn(predefined)}),
		},
		...waysOf(options),
		broker: brokerOptions(options),
		...(store !== undefined && {storeFolder: store}),
		...(security !== undefined && {security}),
		...(metrics !== undefined && {metricsPort: metrics}),
		log: new Log(log, line => process.stderr.write(`${line}\n`)),
	};
}

function waysOf({udp, multicast, serial, set: settings}: Options) {
	if (udp === undefined && serial.length === 0) {
		throw new UsageError('where are the clients? --udp, --serial or both');
	}
	if (udp === undefined && multicast !== undefined) throw new UsageError('--multicast needs --udp');
	if (serial.length === 0 && Object.keys(settings).length > 0) {
		throw new UsageError('--set needs --serial');
	}
	if (new Set(serial).size < serial.length) throw new UsageError('--serial names a port twice');
	return {
		...(udp !== undefined && {listen: hostPort(udp)}),
		...(multicast !== undefined && {group: hostPort(multicast)}),
		serial,
		settings,
	};
}

function port(text: string, before: readonly string[]): readonly string[] {
	portName(text);
	return [...before, text];
}

function set(text: string, before: Settings): Settings {
	return withSetting(before, text);
}

function securityOf(options: Options): Security | undefined {
	const {security: policy, records: recordForm, keys, keyServer} = options;
	const place = keys === undefined ? keyServerOf(options) : {folder: keys};
	if (keys !== undefined && keyServer !== undefined) {
		throw new UsageError('--keys and --key-server are two places for the same keys');
	}
	if (policy === 'off') {
		if (place === undefined) return undefined;
		throw new UsageError('--security off knows no keys: leave out --keys and --key-server');
	}
	if (place !== undefined) return {policy, recordForm, place};
	throw new UsageError([
		'the gateway has no keys; say where they are with --keys DIR or --key-server HOST:PORT,',
		'make some with: motebench keys init, or let everybody in with: --security off',
	]);
}

function keyServerOf({keyServer, keyCa, keyCert, keyKey}: Options): KeyPlace | undefined {
	if (keyServer === undefined) return undefined;
	if (keyCa === undefined || keyCert === undefined || keyKey === undefined) {
		throw new UsageError('--key-server needs --key-ca, --key-cert and --key-key');
	}
	const credentials = {ca: textIn(keyCa), cert: textIn(keyCert), key: textIn(keyKey)};
	return {address: hostPort(keyServer), credentials};
}

function brokerOptions(options: Options): MqttBrokerOptions {
	const {credentials, clientIdPrefix} = options;
	const known = credentials === undefined ? undefined : credentialsIn(credentials);
	return {
		url: options.broker,
		protocolVersion: options.mqtt === '5' ? 5 : 4,
		clientIdPrefix,
		access: accessOf(options),
		...(known !== undefined && {credentialsOf: clientId => known.get(clientId)}),
	};
}

function accessOf({ca, cert, key, user, passwordFile}: Options): Access {
	if ((cert === undefined) !== (key === undefined)) {
		throw new UsageError('--cert and --key belong together');
	}
	if (passwordFile !== undefined && user === undefined) {
		throw new UsageError('--password-file needs --user');
	}
	const password = passwordFile === undefined ? undefined : firstLine(textIn(passwordFile));
	return {
		...(ca !== undefined && {ca: textIn(ca)}),
		...(cert !== undefined && {cert: textIn(cert)}),
		...(key !== undefined && {key: textIn(key)}),
		...(user !== undefined && {
			credentials: {username: user, ...(password !== undefined && {password})},
		}),
	};
}

function firstLine(text: string): string {
	return text.split(/\r?\n/, 1)[0]!;
}

/** An option whose first choice is the default. */
function choice(flags: string, choices: readonly string[], description: string): Option {
	return new Option(flags, description).choices(choices).default(choices[0]);
}

function whole(least: number, most: number): (text: string) => number {
	return text => {
		const value = Number(text);
		if (/^\d+$/.test(text) && value >= least && value <= most) return value;
		throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
	};
}
