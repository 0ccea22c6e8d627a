/*
 * The words of the config as values: a word of zero is the default of limits.ts, and a value that
 * could do harm is brought to the nearest one that does not. Read anew at every use: the words
 * are the only copy.
 */
import {AppKind, ConfigKey} from './config';
import {config} from './layout';
import {
	DURATION_MAX_MS,
	KEEP_ALIVE_MAX_S,
	KEEP_ALIVE_S,
	PAYLOAD_MAX,
	PERIOD_MS,
	RETRY_COUNT,
	RETRY_COUNT_MAX,
	RETRY_MS,
	SEARCH_GAP_MAX_MS,
	SEARCH_MS,
	WAIT_MS,
} from './limits';
import {TopicIdType} from './wire/flags';

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

export function qos(): u8 {
	return word(ConfigKey.Qos) === 0 ? 0 : 1;
}

export function periodMs(): u32 {
	return bounded(ConfigKey.PeriodMs, PERIOD_MS, DURATION_MAX_MS);
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

function bounded(key: ConfigKey, standard: u32, limit: u32): u32 {
	const value = word(key);
	return value === 0 ? standard : min(value, limit);
}

function word(key: ConfigKey): u32 {
	return load<u32>(config + usize(key) * 4);
}
