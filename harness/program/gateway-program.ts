/*
 * A gateway as a program: everything that it takes, opened in order and closed in reverse.
 *
 *   store   keys   broker   UDP, lines   metrics   driver starts  ...  driver stops   backwards
 *
 * A broker that is away is no reason not to start: clients are told congestion until it is
 * there, and the log says when it is. Knows no command line and no signal.
 */
import {randomBytes} from 'node:crypto';
import path from 'node:path';
import {MqttBroker, type MqttBrokerOptions, type Trouble} from '../broker/mqtt-broker.js';
import {transportAddress} from '../gateway/forwarding.js';
import {defaults, type GatewayOptions} from '../gateway/options.js';
import type {Policy} from '../security/options.js';
import {INNER_SIZE_MAX, type RecordForm} from '../security/record.js';
import {LmdbStore} from '../store/lmdb-store.js';
import type {Address} from '../transport/transport.js';
import {GatewayDriver, type Protection} from './gateway-driver.js';
import {GatewayWays, type GatewayWaysOptions} from './gateway-ways.js';
import {type KeyPlace, openKeyWay} from './key-way.js';
import type {Log} from './log.js';
import {MetricsServer, metricsText} from './metrics.js';

/** The entries of the broker links in the store. */
const IN_FLIGHT = 'in-flight';
const METRICS_PREFIX = 'motebench_';
/** The same refusal is logged so often: a fleet without a password is not ten thousand lines. */
const REFUSAL_MS = 60_000;

/** Whom the gateway hears, and where the keys are. */
export interface Security {
	readonly policy: Exclude<Policy, 'off'>;
	/** Unless it is given, compact on a serial line and full over UDP. */
	readonly recordForm?: RecordForm | undefined;
	readonly place: KeyPlace;
}

export interface GatewayProgramOptions extends GatewayWaysOptions {
	readonly gateway: Omit<GatewayOptions, 'store'>;
	readonly broker: Omit<MqttBrokerOptions, 'deliver' | 'onTrouble' | 'shelf'>;
	/** Where sessions outlive the program; several gateways may share it, each with its gwId. */
	readonly storeFolder?: string;
	/** Without it everybody is heard in clear. */
	readonly security?: Security;
	/** Port of the metrics on 127.0.0.1; 0 is any. */
	readonly metricsPort?: number;
}

export class GatewayProgram {
	/** Rejects where the program cannot go on; never resolves. stop() is still to be called. */
	readonly failed: Promise<never>;
	readonly #log: Log;
	readonly #closers: (() => Promise<void> | void)[] = [];
	#driver: GatewayDriver | undefined;
	#ways: GatewayWays | undefined;
	#broker: MqttBroker | undefined;
	#metrics: MetricsServer | undefined;
	#reachable = true;
	/** Why the broker was not reached last, and what the log says of it. */
	#trouble = '';
	#troubleLogged = '';
	/** When a refusal was logged, by what it says. */
	readonly #refusedAtMs = new Map<string, number>();
	#fail!: (error: unknown) => void;

	private constructor(log: Log) {
		this.#log = log;
		this.failed = new Promise((_, reject) => {
			this.#fail = reject;
		});
		// Whoever stops before it fails has no need to listen.
		this.failed.catch(() => {});
	}

	/**
	 * Opens all that `options` name. A UsageError for a bad URL, an EnvironmentError for a port or
	 * a folder that cannot be had; then nothing stays open.
	 */
	static async start(options: GatewayProgramOptions): Promise<GatewayProgram> {
		const program = new GatewayProgram(options.log);
		try {
			await program.#open(options);
			return program;
		} catch (error) {
			await program.stop();
			throw error;
		}
	}

	/** Where clients reach the gateway: its UDP address, or the first of its lines. */
	get address(): Address {
		return this.#ways!.address;
	}

	/** Where the metrics are, if there are any. */
	get metricsUrl(): string | undefined {
		return this.#metrics?.url;
	}

	/** Says good-bye to clients and broker, and closes everything. */
	async stop(): Promise<void> {
		for (let close = this.#closers.pop(); close; close = this.#closers.pop()) await close();
	}

	async #open(options: GatewayProgramOptions): Promise<void> {
		const store = this.#openStore(options);
		const protection = await this.#openKeys(options);
		const broker = this.#openBroker(options.broker, store);
		const ways = await GatewayWays.open(options);
		this.#closers.push(() => ways.close());
		this.#ways = ways;
		await this.#openMetrics(options.metricsPort);
		const driver = new GatewayDriver({
			gateway: {
				...options.gateway,
				...(options.security && {messageSizeMax: this.#messageSizeMax(options.security)}),
			},
			...(protection && {protection}),
			transport: ways.transport,
			broker: broker.broker,
			...(store !== undefined && {store: store.store}),
			turned: () => this.#watchBroker(),
			failed: error => this.#fail(error),
		});
		this.#driver = driver;
		this.#closers.push(() => this.#stopDriver(driver));
		this.#logStart(options, broker);
		ways.listen((from, datagram) => driver.received(from, datagram));
		driver.start();
	}

	#openStore({storeFolder, gateway}: GatewayProgramOptions): LmdbStore | undefined {
		return storeFolder === undefined ? undefined : this.#storeIn(storeFolder, gateway.gwId);
	}

	#storeIn(folder: string, gwId = defaults.gwId): LmdbStore {
		const store = LmdbStore.open(folder, {gateway: gwId, failed: error => this.#fail(error)});
		this.#closers.push(() => store.close());
		return store;
	}

	async #openKeys({
		gateway: {gwId = defaults.gwId},
		security,
		storeFolder,
	}: GatewayProgramOptions): Promise<Protection | undefined> {
		if (security === undefined) return undefined;
		const failed = (error: unknown) => this.#fail(error);
		const {policy, place} = security;
		const recordForm = (where: Address) => this.#recordFormAt(where, security);
		const way = await openKeyWay(place, {gwId, log: this.#log, failed});
		this.#closers.push(() => way.close());
		return {
			guard: {gwid: way.gwid, gwId, policy, recordForm, entropy: randomBytes},
			keys: way.service,
			...(storeFolder !== undefined && {
				store: this.#storeIn(path.join(storeFolder, `keys-${gwId}`), gwId).store,
			}),
		};
	}

	/** A line is slow, and there is nobody at it who knows another protocol. */
	#recordFormAt(place: Address, {recordForm}: Security): RecordForm {
		const isLine = this.#ways?.isLine(transportAddress(place)) === true;
		return recordForm ?? (isLine ? 'compact' : 'full');
	}

	/** What fits into a record in whichever form a client may have. */
	#messageSizeMax({recordForm}: Security): number {
		return INNER_SIZE_MAX[recordForm ?? (this.#ways?.hasUdp === true ? 'full' : 'compact')];
	}

	#openBroker(options: GatewayProgramOptions['broker'], store?: LmdbStore): MqttBroker {
		const broker = new MqttBroker({
			...options,
			...(store !== undefined && {shelf: store.shelf(IN_FLIGHT)}),
			deliver: event => this.#driver?.turn(event),
			onTrouble: trouble => this.#troubled(trouble),
		});
		this.#closers.push(() => broker.close());
		this.#broker = broker;
		return broker;
	}

	async #openMetrics(port: number | undefined): Promise<void> {
		if (port === undefined) return;
		const metrics = await MetricsServer.open(port, () => this.#metricsText());
		this.#closers.push(() => metrics.close());
		this.#metrics = metrics;
	}

	#stopDriver(driver: GatewayDriver): void {
		driver.stop();
		const {connects, published, delivered, lost} = driver.gateway.counters;
		this.#log.event('stopping', {connects, published, delivered, lost});
	}

	#logStart({gateway, storeFolder, security}: GatewayProgramOptions, broker: MqttBroker): void {
		this.#log.event('listening', {
			...(this.#ways!.hasUdp && {udp: this.address}),
			broker: broker.address.shown,
			mode: gateway.mode ?? 'transparent',
			security: security?.policy ?? 'off',
			...(storeFolder !== undefined && {store: storeFolder}),
			...(this.#metrics !== undefined && {metrics: this.#metrics.url}),
		});
	}

	#watchBroker(): void {
		const reachable = this.#driver!.gateway.brokerReachable;
		if (reachable) this.#trouble = '';
		if (reachable === this.#reachable && this.#trouble === this.#troubleLogged) return;
		this.#reachable = reachable;
		this.#troubleLogged = this.#trouble;
		const broker = this.#broker!.address.shown;
		if (reachable) this.#log.event('broker-reached', {broker});
		else this.#log.event('broker-out-of-reach', {broker, why: this.#trouble});
	}

	/** A broker that refuses a client is there: that is said of its own, and not for each client. */
	#troubled({clientId: client, why, refusal}: Trouble): void {
		if (refusal === undefined) {
			this.#trouble = why;
			return;
		}
		const nowMs = performance.now();
		if (nowMs - (this.#refusedAtMs.get(why) ?? -REFUSAL_MS) < REFUSAL_MS) return;
		this.#refusedAtMs.set(why, nowMs);
		this.#log.event('broker-refused', {broker: this.#broker!.address.shown, client, why});
	}

	#metricsText(): string {
		const {gateway, guard} = this.#driver ?? {};
		if (gateway === undefined) return '';
		const {user, system} = process.cpuUsage();
		return [
			metricsText(`${METRICS_PREFIX}gateway_`, {
				counters: {...gateway.counters},
				gauges: {
					clientsConnected: gateway.connectedCount,
					clientsSleeping: gateway.sleepingCount,
					brokerReachable: gateway.brokerReachable ? 1 : 0,
					brokerQuestions: this.#broker!.outstanding(),
				},
			}),
			guard === undefined
				? ''
				: metricsText(`${METRICS_PREFIX}guard_`, {
						counters: {...guard.counters},
						gauges: {devices: guard.devicesCount},
					}),
			...Object.entries(this.#ways!.counters).map(([kind, counters]) =>
				metricsText(`${METRICS_PREFIX}${kind}_`, {counters, gauges: {}}),
			),
			metricsText('process_', {
				counters: {cpuSeconds: (user + system) / 1e6},
				gauges: {residentMemoryBytes: process.memoryUsage.rss()},
			}),
		].join('');
	}
}
