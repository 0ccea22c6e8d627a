/*
 * Where a Redis is, as a user writes it:
 *
 *   redis://127.0.0.1:6379      redis://user:password@queue.example      rediss://... with TLS
 *
 * What is shown of it in messages never holds the user or the password.
 */
import {Redis, type RedisOptions} from 'ioredis';
import {EnvironmentError, UsageError} from '../errors.js';

/** The port that IANA gives to Redis. */
const PORT = 6379;
const CONNECT_DEADLINE_MS = 5000;
/** A connection that was lost is tried for again for about half a minute. */
const RECONNECTS_MAX = 20;
const RECONNECT_MS_MAX = 2000;

export interface RedisAddress {
	/** For people: without user and password. */
	readonly shown: string;
	readonly options: RedisOptions;
}

/** Reads the URL of a Redis; a wrong scheme or shape is a UsageError. */
export function redisAddress(url: string): RedisAddress {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	const schemes = ['redis:', 'rediss:'];
	if (parsed === undefined || parsed.hostname === '' || !schemes.includes(parsed.protocol)) {
		throw notAUrl(url);
	}
	const {protocol, hostname, username, password, pathname} = parsed;
	if (!/^\/?\d*$/.test(pathname)) throw notAUrl(url);
	const port = parsed.port === '' ? PORT : Number(parsed.port);
	return {
		shown: `${protocol}//${hostname}:${port}`,
		options: {
			host: hostname.replace(/^\[|\]$/g, ''),
			port,
			db: Number(pathname.slice(1)),
			...(username !== '' && {username: decodeURIComponent(username)}),
			...(password !== '' && {password: decodeURIComponent(password)}),
			...(protocol === 'rediss:' && {tls: {}}),
		},
	};
}

/** Asks whether a Redis is there that lets us in: an EnvironmentError where none is. */
export async function probeRedis({shown, options}: RedisAddress): Promise<void> {
	const redis = new Redis({
		...options,
		lazyConnect: true,
		connectTimeout: CONNECT_DEADLINE_MS,
		commandTimeout: CONNECT_DEADLINE_MS,
		maxRetriesPerRequest: 0,
		retryStrategy: () => null,
	});
	let trouble: Error | undefined;
	redis.on('error', error => {
		trouble ??= error;
	});
	try {
		await redis.connect();
		await redis.ping();
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		throw refusal(shown, trouble ?? error);
	} finally {
		redis.disconnect();
	}
}

/** A connection that comes back by itself; `gone` is told once it has given up. */
export function connectRedis({shown, options}: RedisAddress, gone: (error: Error) => void): Redis {
	const redis = new Redis({
		...options,
		// The queue waits in commands that may take any time.
		maxRetriesPerRequest: null,
		retryStrategy: times =>
			times > RECONNECTS_MAX ? null : Math.min(100 * times, RECONNECT_MS_MAX),
	});
	let trouble: Error | undefined;
	redis.on('error', error => {
		trouble = error;
	});
	redis.on('end', () => gone(new EnvironmentError(`${shown} has gone`, {cause: trouble})));
	return redis;
}

/** Redis answers a wrong or missing password in words that begin so; none of them is in there. */
function refusal(shown: string, cause: Error): EnvironmentError {
	if (/^(WRONGPASS|NOAUTH|ERR AUTH|ERR invalid password)/.test(cause.message)) {
		return new EnvironmentError(`the Redis at ${shown} does not let us in`, {
			cause,
			hint: 'give user and password as in redis://USER:PASSWORD@HOST:PORT',
		});
	}
	return new EnvironmentError(`no Redis answers at ${shown}`, {
		cause,
		hint: "start one, e.g. redis-server --save ''",
	});
}

function notAUrl(url: string): UsageError {
	const shown = url.replace(/^([a-z]+:\/\/)?.*@/is, '$1***@');
	return new UsageError(
		`${shown} is not the address of a Redis, expected redis://HOST:PORT (or rediss)`,
	);
}
