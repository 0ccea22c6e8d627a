/*
 * How MQTT.js is told where a broker is and who we are. A certificate is always verified: there
 * is no way to switch that off, only to name the CA that signed it.
 */
import type {IClientOptions} from 'mqtt';
import type {BrokerAddress} from './mqtt-url.js';

export interface Credentials {
	readonly username: string;
	readonly password?: string;
}

/** PEM texts, and user and password; the URL's own user goes first. */
export interface Access {
	/** Who may have signed the broker's certificate; the system's CAs where it is not given. */
	readonly ca?: string;
	/** The client certificate; `key` belongs to it. */
	readonly cert?: string;
	readonly key?: string;
	readonly credentials?: Credentials;
}

export function connectionOptions(address: BrokerAddress, access: Access = {}): IClientOptions {
	const {protocol, host, port, path, username, password} = address;
	const {credentials, ...certificates} = access;
	return {
		protocol,
		host,
		port,
		...(path !== undefined && {path}),
		...certificates,
		...(username === undefined
			? credentials
			: {username, ...(password !== undefined && {password})}),
	};
}
