/*
 * A gateway's way to the keys of its fleet, opened as its command says.
 *
 *   a folder    a key server within this process; `motebench keys` reaches it while it runs
 *   an address  a key server elsewhere, over mutual TLS; the certificate names the gateway
 */
import {X509Certificate} from 'node:crypto';
import {EnvironmentError, UsageError} from '../errors.js';
import type {Credentials} from '../keys/key-door.js';
import {KeyHouse} from '../keys/key-house.js';
import {RemoteKeyService} from '../keys/remote-key-service.js';
import type {KeyService} from '../security/key-service.js';
import type {HostPort} from '../transport/udp-address.js';
import type {Log} from './log.js';

export type KeyPlace =
	| {readonly folder: string}
	| {readonly address: HostPort; readonly credentials: Credentials};

export interface KeyWay {
	readonly service: KeyService;
	/** 8 octets. */
	readonly gwid: Uint8Array;
	close(): Promise<void>;
}

export interface KeyWayOptions {
	readonly gwId: number;
	readonly log: Log;
	/** Told once, when keys can be kept no more. */
	readonly failed: (error: EnvironmentError) => void;
}

/** A UsageError for a gateway that the fleet does not know, an EnvironmentError for a bad folder. */
export async function openKeyWay(place: KeyPlace, options: KeyWayOptions): Promise<KeyWay> {
	return 'folder' in place ? within(place.folder, options) : elsewhere(place, options);
}

async function within(folder: string, {gwId, log, failed}: KeyWayOptions): Promise<KeyWay> {
	const house = await KeyHouse.open({
		folder,
		failed,
		log: (event, fields) => log.event(event, fields),
	});
	const gwid = house.server.gwidOf(gwId);
	if (gwid === undefined) {
		await house.close();
		throw new UsageError(
			`the fleet in ${folder} has no gateway with GwId ${gwId}; add it with: motebench keys gateway add`,
		);
	}
	const service = house.server.serviceOf(gwid);
	return {service, gwid: Buffer.from(gwid, 'hex'), close: () => house.close()};
}

function elsewhere(
	{address, credentials}: Extract<KeyPlace, {address: HostPort}>,
	{gwId, log}: KeyWayOptions,
): KeyWay {
	const gwid = gatewayIn(credentials.cert);
	const remote = new RemoteKeyService({
		...address,
		...{gwid, gwId, credentials},
		onLink: (state, why) => log.event(`key-server-${state}`, {why}),
	});
	return {service: remote.service, gwid: Buffer.from(gwid, 'hex'), close: () => remote.close()};
}

/** The identity that a gateway's certificate names. */
function gatewayIn(pem: string): string {
	let subject: string;
	try {
		({subject} = new X509Certificate(pem));
	} catch (cause) {
		throw new EnvironmentError('the certificate for the key server is none', {cause});
	}
	const gwid = /^CN=([0-9a-f]{16})$/m.exec(subject)?.[1];
	if (gwid !== undefined) return gwid;
	throw new UsageError(
		'the certificate for the key server names no gateway; its common name is 16 hex digits',
	);
}
