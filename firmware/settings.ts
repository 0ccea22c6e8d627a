/*
 * The words of the config as values: a word of zero is the default of limits.ts, and a value that
 * could do harm is brought to the nearest one that does not. Read anew at every use: the words
 * are the only copy.
 */
import {AppKind, ConfigKey, SessionKind, WillKind} from './config';
import {config} from './layout';
import {
	DURATION_MAX_MS,
	GWINFO_MS,
	KEEP_ALIVE_MAX_S,
	KEEP_ALIVE_S,
	PAYLOAD_MAX,
	PERIOD_MS,
	RETRY_COUNT,
	RETRY_COUNT_MAX,
	RETRY_MS,
	SEARCH_GAP_MAX_MS,
	SEARCH_MS,
	SLEEP_MAX_S,
	WAIT_MS,
} from './limits';
import {TopicIdType} from './wire/flags';

/** Bits of the offer in HELLO: SNAKE-128 2.3. */
const SUITE_FULL: u8 = 0x01;
const SUITES_ALL: u8 = 0x05;

/** How a word says QoS -1: as the Flags do. */
const QOS_MINUS_1: u32 = 3;

export function appKind(): AppKind {
	return word(ConfigKey.App) as AppKind;
}

export function nodeNumber(): u32 {
	return word(ConfigKey.Node);
}

export function euiHigh(): u32 {
	return word(ConfigKey.EuiHigh);
}

export function euiLow(): u32 {
	return word(ConfigKey.EuiLow);
}

export function topicIdType(): TopicIdType {
	const idType = word(ConfigKey.TopicIdType) as TopicIdType;
	const known = idType === TopicIdType.Predefined || idType === TopicIdType.Short;
	return known ? idType : TopicIdType.Normal;
}

/** True where normal topics have names of two octets. */
export function shortNames(): bool {
	return word(ConfigKey.ShortNames) !== 0;
}

/** -1 to 2; what is unknown is 1, and -1 where it is not allowed is 0. */
export function qos(): i32 {
	const value = word(ConfigKey.Qos);
	if (value === QOS_MINUS_1) return isConnectionless() ? -1 : 0;
	return value === 0 || value === 2 ? i32(value) : 1;
}

/** Whether the session outlives its connection. */
export function keepsSession(): bool {
	if (sessionKind() === SessionKind.Default) return qos() === 2;
	return sessionKind() === SessionKind.Kept;
}

export function sessionKind(): SessionKind {
	const kind = word(ConfigKey.CleanSession) as SessionKind;
	const known = kind === SessionKind.Clean || kind === SessionKind.Kept;
	return known ? kind : SessionKind.Default;
}

export function willKind(): WillKind {
	return word(ConfigKey.Will) as WillKind;
}

export function willQos(): u8 {
	return u8(min(word(ConfigKey.WillQos), 2));
}

export function willRetain(): bool {
	return word(ConfigKey.WillRetain) !== 0;
}

/** 0 is never. */
export function sleepS(): u32 {
	return min(word(ConfigKey.SleepS), SLEEP_MAX_S);
}

export function periodMs(): u32 {
	return bounded(ConfigKey.PeriodMs, PERIOD_MS, DURATION_MAX_MS);
}

/** Within it the first sample comes. */
export function firstMs(): u32 {
	const value = word(ConfigKey.FirstMs);
	return value === 0 ? periodMs() : value;
}

/** Less than the period, so that time goes on. */
export function jitterMs(): u32 {
	return min(word(ConfigKey.JitterMs), periodMs() - 1);
}

export function payloadSize(): u32 {
	return min(word(ConfigKey.PayloadSize), PAYLOAD_MAX);
}

export function keepAliveS(): u32 {
	return bounded(ConfigKey.KeepAliveS, KEEP_ALIVE_S, KEEP_ALIVE_MAX_S);
}

export function retryMs(): u32 {
	return bounded(ConfigKey.RetryMs, RETRY_MS, DURATION_MAX_MS);
}

export function retryCount(): u32 {
	return bounded(ConfigKey.RetryCount, RETRY_COUNT, RETRY_COUNT_MAX);
}

export function searchMs(): u32 {
	return bounded(ConfigKey.SearchMs, SEARCH_MS, SEARCH_GAP_MAX_MS);
}

export function waitMs(): u32 {
	return bounded(ConfigKey.WaitMs, WAIT_MS, DURATION_MAX_MS);
}

export function gwinfoMs(): u32 {
	return bounded(ConfigKey.GwinfoMs, GWINFO_MS, SEARCH_GAP_MAX_MS);
}

/** Full records are never left out. */
export function suites(): u8 {
	const value = word(ConfigKey.Suites);
	return value === 0 ? SUITES_ALL : u8(value & u32(SUITES_ALL)) | SUITE_FULL;
}

/** QoS -1 has no normal topics: they need a connection. MQTT-SN 1.2, 6.8. */
function isConnectionless(): bool {
	return appKind() === AppKind.Sensor && topicIdType() !== TopicIdType.Normal;
}

function bounded(key: ConfigKey, standard: u32, limit: u32): u32 {
	const value = word(key);
	return value === 0 ? standard : min(value, limit);
}

function word(key: ConfigKey): u32 {
	return load<u32>(config + usize(key) * 4);
}
