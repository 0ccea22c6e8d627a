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
	const who = credentials(parsed);
	if (!isProtocol(protocol) || who === undefined) throw notAUrl(url);
	const port = parsed.port === '' ? PORTS[protocol] : Number(parsed.port);
	return {
		protocol,
		host: parsed.hostname.replace(/^\[|\]$/g, ''),
		port,
		shown: `${protocol}://${parsed.hostname}:${port}`,
		...pathOf(protocol, parsed),
		...who,
	};
}

function isProtocol(text: string): text is BrokerAddress['protocol'] {
	return Object.hasOwn(PORTS, text);
}

function pathOf(protocol: string, {pathname, search}: URL): Pick<BrokerAddress, 'path'> {
	if (protocol !== 'ws' && protocol !== 'wss') return {};
	return {path: (pathname === '' || pathname === '/' ? WEBSOCKET_PATH : pathname) + search};
}

type Credentials = Pick<BrokerAddress, 'username' | 'password'>;

/** Undefined where a per cent sign has no code behind it. */
function credentials({username, password}: URL): Credentials | undefined {
	if (username === '') return {};
	try {
		return {
			username: decodeURIComponent(username),
			...(password !== '' && {password: decodeURIComponent(password)}),
		};
	} catch (error) {
		if (error instanceof URIError) return undefined;
		throw error;
	}
}

function notAUrl(url: string): UsageError {
	const shown = url.replace(/^([a-z]+:\/\/)?.*@/is, '$1***@');
	return new UsageError(
		`${shown} is not the address of a broker, expected mqtt://host:port (or mqtts, ws, wss)`,
	);
}
