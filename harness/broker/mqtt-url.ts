/*
 * Where a broker is, as a user writes it:
 *
 *   mqtt://anna:secret@broker.example:1883      mqtts://[::1]
 *   ws://broker.example:8080/mqtt               wss://broker.example
 *
 * What is shown of it in messages and reports never holds the user or the password.
 */
import {UsageError} from '../errors.js';

/** Ports that IANA gives to MQTT and to HTTP, which carries WebSocket. */
const PORTS = {mqtt: 1883, mqtts: 8883, ws: 80, wss: 443} as const;
/** What brokers listen at unless told otherwise; mosquitto takes any. */
const WEBSOCKET_PATH = '/mqtt';

export interface BrokerAddress {
	readonly protocol: keyof typeof PORTS;
	readonly host: string;
	readonly port: number;
	/** Of a WebSocket, with its query; it has no meaning elsewhere. */
	readonly path?: string;
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
	if (!isProtocol(protocol)) throw notAUrl(url);
	const port = parsed.port === '' ? PORTS[protocol] : Number(parsed.port);
	return {
		protocol,
		host: parsed.hostname.replace(/^\[|\]$/g, ''),
		port,
		shown: `${protocol}://${parsed.hostname}:${port}`,
		...pathOf(protocol, parsed),
		...credentials(parsed),
	};
}

function isProtocol(text: string): text is BrokerAddress['protocol'] {
	return Object.hasOwn(PORTS, text);
}

function pathOf(protocol: string, {pathname, search}: URL): Pick<BrokerAddress, 'path'> {
	if (protocol !== 'ws' && protocol !== 'wss') return {};
	return {path: (pathname === '' || pathname === '/' ? WEBSOCKET_PATH : pathname) + search};
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
		`${shown} is not the address of a broker, expected mqtt://host:port (or mqtts, ws, wss)`,
	);
}
