/*
 * Is a broker there? Asked before a run, so that a missing one is one clear line, not a fleet
 * that cannot connect.
 */
import {connect, type MqttClient} from 'mqtt';
import {EnvironmentError} from '../errors.js';
import {type Access, connectionOptions} from './connection-options.js';
import {type BrokerAddress, brokerAddress} from './mqtt-url.js';
import {type Failure, wordsFor} from './trouble.js';

/**
 * Connects to the broker at `url` and disconnects again. Ends in a UsageError for a bad URL, and
 * in an EnvironmentError where no broker accepts us within `deadlineMs`.
 */
export async function probe(url: string, deadlineMs: number, access?: Access): Promise<void> {
	const address = brokerAddress(url);
	const client = connect({
		...connectionOptions(address, access),
		clientId: `motebench-probe-${process.pid}`,
		protocolVersion: 4,
		reconnectPeriod: 0,
		connectTimeout: deadlineMs,
	});
	try {
		await accepted(client, address);
	} finally {
		await client.endAsync(!client.connected);
	}
}

function accepted(client: MqttClient, address: BrokerAddress): Promise<void> {
	return new Promise((resolve, reject) => {
		let cause: Failure | undefined;
		client.on('connect', () => resolve());
		client.on('error', error => {
			cause = error;
		});
		client.on('close', () => reject(notThere(address, cause)));
	});
}

function notThere({shown, protocol, port}: BrokerAddress, cause?: Failure): EnvironmentError {
	if (typeof cause?.code === 'number') {
		return new EnvironmentError(`the MQTT broker at ${shown} lets nobody in: ${cause.message}`, {
			cause,
			hint: `give user and password: ${protocol}://user:password@host:port`,
		});
	}

	return new EnvironmentError(`no MQTT broker answers at ${shown}: ${wordsFor(cause)}`, {
		cause,
		hint: `start one, e.g. mosquitto -p ${port}`,
	});
}
