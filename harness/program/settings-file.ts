/*
 * The files that a gateway is given: YAML, of which JSON is a part.
 *
 *   predefined    1: greenhouse/door        TopicId: topic name
 *   credentials   n17: {user: anna, password: secret}        ClientId: who that is to the broker
 *
 * Complaints name the file and the entry, never what a credentials file holds.
 */
import {readFileSync} from 'node:fs';
import {type Document, LineCounter, parseDocument} from 'yaml';
import {z} from 'zod';
import type {Credentials} from '../broker/connection-options.js';
import {isTopicName} from '../broker/topic.js';
import {UsageError} from '../errors.js';

/** More than 65,534 topics take. */
const FILE_SIZE_MAX = 16 << 20;
const TOPIC_ID_MAX = 0xfffe;

const credential = z.strictObject({user: z.string().min(1), password: z.string().optional()});

/** Topic names by predefined TopicId. A UsageError for a file that is not like the drawing. */
export function predefinedIn(file: string): Map<number, string> {
	const entries = Object.entries(mapIn(file));
	for (const [topicId, name] of entries) {
		if (/^[1-9]\d*$/.test(topicId) && Number(topicId) <= TOPIC_ID_MAX && isName(name)) continue;
		throw new UsageError(`${file}: ${topicId} is not a TopicId (1 to 65534) with a topic name`);
	}
	return new Map(entries.map(([topicId, name]) => [Number(topicId), String(name)]));
}

/** User and password by ClientId. A UsageError for a file that is not like the drawing. */
export function credentialsIn(file: string): Map<string, Credentials> {
	const entries = Object.entries(mapIn(file)).map(([clientId, value]): [string, Credentials] => {
		const {data} = credential.safeParse(value);
		if (data === undefined) {
			throw new UsageError(`${file}: ${clientId} is not followed by {user: ..., password: ...}`);
		}
		const {user, password} = data;
		return [clientId, {username: user, ...(password !== undefined && {password})}];
	});
	return new Map(entries);
}

/** The text of a file that the user has named; a UsageError where it cannot be read. */
export function textIn(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch (error) {
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new UsageError(`${file} cannot be read: ${error.code}`);
	}
}

function isName(value: unknown): boolean {
	return typeof value === 'string' && isTopicName(value);
}

function mapIn(file: string): Record<string, unknown> {
	const text = textIn(file);
	if (text.length > FILE_SIZE_MAX) throw new UsageError(`${file} is longer than 16 MiB`);
	const lineCounter = new LineCounter();
	const document = parseDocument(text, {lineCounter, prettyErrors: false});
	const [error] = document.errors;
	if (error !== undefined) {
		// The code alone: the message may quote the file.
		throw new UsageError(`${file}:${lineCounter.linePos(error.pos[0]).line}: ${error.code}`);
	}
	const value = plain(document, file);
	if (value === null) return {};
	if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
	throw new UsageError(`${file} is not a map of YAML`);
}

/** A file that repeats itself by alias could grow without bound. */
function plain(document: Document.Parsed, file: string): unknown {
	try {
		return document.toJS({maxAliasCount: 0}) as unknown;
	} catch (error) {
		if (!(error instanceof ReferenceError)) throw error;
		throw new UsageError(`${file} uses an alias, which is not taken here`);
	}
}
