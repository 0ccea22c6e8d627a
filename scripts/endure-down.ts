/*
 * The way down of endure: numbered messages from an MQTT client to MQTT-SN clients with kept
 * sessions, and to a control, which is an MQTT client with a kept session of its own.
 *
 *   a publisher --MQTT.js--> mosquitto --> motebench gateway --UDP--> SnClients
 *                                     \--> the control
 *
 * Of four clients one subscribes at QoS 1 and one at QoS 2. A message counts once the broker has
 * acknowledged it to the publisher; its payload begins with its QoS.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import mqtt, {type MqttClient} from 'mqtt';
import type {SnClientOptions} from './sn-client.js';

/** Each subscriber has a message once in this time, and so has the control for each of its topics. */
const PAUSE_MS = 1000;
const CONTROLS = ['control-1', 'control-2'];

interface Target {
	readonly name: string;
	readonly qos: 1 | 2;
}

export class DownTraffic {
	readonly #url: string;
	readonly #isAroundDeath: (atMs: number) => boolean;
	readonly #targets: Target[] = CONTROLS.map((name, index) => ({name, qos: qosOf(index)}));
	/** When each payload was acknowledged. */
	readonly #acknowledged = new Map<string, number>();
	/** When each payload arrived, each time. */
	readonly #arrived = new Map<string, number[]>();
	#clients: MqttClient[] = [];
	#running = true;

	/** `isAroundDeath` says of what the broker was told at a time whether it may have forgotten it. */
	constructor(url: string, isAroundDeath: (atMs: number) => boolean) {
		this.#url = url;
		this.#isAroundDeath = isAroundDeath;
	}

	/** What the client of this number subscribes to, if it does. */
	subscriptionOf(index: number, name: string): SnClientOptions['subscribe'] {
		if (index % 4 < 2) return undefined;
		const qos = qosOf(index);
		this.#targets.push({name, qos});
		return {topicName: topicOf(name), qos, told: data => this.#take(Buffer.from(data))};
	}

	/** Begins to publish; all have subscribed. */
	async start(): Promise<void> {
		const control = await this.#connected('endure-control-down');
		control.on('message', (_topic, payload) => this.#take(payload));
		for (const [index, name] of CONTROLS.entries()) {
			await control.subscribeAsync(topicOf(name), {qos: qosOf(index)});
		}
		void this.#publish(await this.#connected('endure-publisher'));
	}

	/** Publishes nothing more. */
	pause(): void {
		this.#running = false;
	}

	/** Whether all that was acknowledged has arrived. */
	get isComplete(): boolean {
		return [...this.#acknowledged.keys()].every(payload => this.#arrived.has(payload));
	}

	count() {
		return {
			subscribers: this.#targets.length - CONTROLS.length,
			...this.#counted(false),
			control: this.#counted(true),
		};
	}

	/** The first few that went wrong, for a look in a capture. */
	examples() {
		const wrong = [...this.#lost(false), ...this.#doubled(false)];
		return wrong
			.filter(({atDeath}) => !atDeath)
			.map(({payload}) => payload)
			.slice(0, 5);
	}

	close(): void {
		for (const client of this.#clients.splice(0)) client.end(true);
	}

	#counted(control: boolean) {
		const [lost, doubled] = [this.#lost(control), this.#doubled(control)];
		const all = [...this.#acknowledged.keys()].filter(payload => isControl(payload) === control);
		return {
			acknowledged: all.length,
			lost: lost.filter(({atDeath}) => !atDeath).length,
			lostAtBrokerDeath: lost.filter(({atDeath}) => atDeath).length,
			doubledAtQos2: doubled.filter(({atDeath}) => !atDeath).length,
			doubledAtBrokerDeath: doubled.filter(({atDeath}) => atDeath).length,
		};
	}

	#lost(control: boolean) {
		return [...this.#acknowledged]
			.filter(([payload]) => isControl(payload) === control && !this.#arrived.has(payload))
			.map(([payload, atMs]) => ({payload, atDeath: this.#isAroundDeath(atMs)}));
	}

	/** A broker that died may have forgotten what it was told of a message, by either side. */
	#doubled(control: boolean) {
		return [...this.#arrived]
			.filter(
				([payload, at]) =>
					payload.startsWith('2 ') && at.length > 1 && isControl(payload) === control,
			)
			.map(([payload, at]) => {
				const toldMs = [...at, this.#acknowledged.get(payload) ?? at[0]!];
				return {payload, atDeath: toldMs.some(ms => this.#isAroundDeath(ms))};
			});
	}

	#take(payload: Buffer): void {
		const text = payload.toString('latin1');
		this.#arrived.set(text, [...(this.#arrived.get(text) ?? []), Date.now()]);
	}

	async #publish(client: MqttClient): Promise<void> {
		for (let number = 1; this.#running; number++) {
			const {name, qos} = this.#targets[number % this.#targets.length]!;
			const payload = `${qos} ${name} ${number}`;
			await client.publishAsync(topicOf(name), payload, {qos}).then(
				() => this.#acknowledged.set(payload, Date.now()),
				() => undefined,
			);
			await sleep(PAUSE_MS / this.#targets.length);
		}
	}

	async #connected(clientId: string): Promise<MqttClient> {
		const options = {clientId, clean: false, reconnectPeriod: 200};
		const client = await mqtt.connectAsync(this.#url, options);
		client.on('error', () => {});
		this.#clients.push(client);
		return client;
	}
}

function qosOf(index: number): 1 | 2 {
	return index % 2 === 0 ? 1 : 2;
}

function topicOf(name: string): string {
	return `down/${name}`;
}

function isControl(payload: string): boolean {
	return payload.includes('control');
}
