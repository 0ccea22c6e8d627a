/*
 * Where a broker is, as a user writes it:
 *
 *   mqtt://anna:secret@broker.example:1883      mqtts://[::1]
 *
 * What is shown of it in messages and reports never holds the user or the password.
 */
import {UsageError} from '../errors.js';

/** Ports that IANA gives to MQTT. */
const PORTS = {mqtt: 1883, mqtts: 8883} as const;

export interface BrokerAddress {
	readonly protocol: keyof typeof PORTS;
	readonly host: string;
	readonly port: number;
	readonly username?: string;
	readonly password?: string;
	/** For people: without user and password. */
	readonly shown: string;
}

/** Reads a broker's URL; a wrong scheme or shape is a UsageError. */
export function brokerAddress(url: string): BrokerAddress {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed === undefined || parsed.hostname === '') throw notAUrl(url);
	const protocol = parsed.protocol.slice(0, -1);
	if (protocol !== 'mqtt' && protocol !== 'mqtts') throw notAUrl(url);
	const port = parsed.port === '' ? PORTS[protocol] : Number(parsed.port);
	return {
		protocol,
		host: parsed.hostname.replace(/^\[|\]$/g, ''),
		port,
		shown: `${protocol}://${parsed.hostname}:${port}`,
		...credentials(parsed),
	};
}

function credentials({username, password}: URL): Pick<BrokerAddress, 'username' | 'password'> {
	if (username === '') return {};
	return {
		username: decodeURIComponent(username),
		...(password !== '' && {password: decodeURIComponent(password)}),
	};
}

function notAUrl(url: string): UsageError {
	const shown = url.replace(/^([a-z]+:\/\/)?.*@/is, '$1***@');
	return new UsageError(
		`${shown} is not the address of a broker, expected mqtt://host:port or mqtts://host:port`,
	);
}
