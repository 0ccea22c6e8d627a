/*
 * The firmware's codec, alone, as a test sees it: build/firmware-test.wasm.
 *
 *   margin (filled)   datagram   margin (filled)       the buffer of the module
 *
 * Field, message and reason names come out of the module, so they cannot differ from it.
 */
import {readFileSync} from 'node:fs';
import type {Fields} from './vectors.js';

export type Verdict = {message: string; fields: Fields} | {malformed: string};

interface Exports {
	readonly memory: WebAssembly.Memory;
	readonly read: (at: number, received: number) => number;
	readonly emit: (at: number) => number;
	readonly [name: string]: unknown;
}

const FILE = new URL('../../../build/firmware-test.wasm', import.meta.url);
const MARGIN = 64;
const TEXT = new Set(['clientId', 'topicName', 'willTopic']);
const OCTETS = new Set(['data', 'gwAdd', 'willMsg']);

const exports = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(FILE)), {})
	.exports as unknown as Exports;
const page = Buffer.from(exports.memory.buffer);
const [buffer, bufferSize] = [address('buffer'), address('BUFFER_SIZE')];
const [table, rowSize, scratch] = [address('fields'), address('ROW_SIZE'), address('scratch')];
const reasons = valuesOf('Malformed').map(([name]) => name);
const msgTypes = new Map(valuesOf('MsgType').map(([name, value]) => [name.toUpperCase(), value]));
const fieldRows = new Map(
	valuesOf('Field').map(([name, value]) => [name[0]!.toLowerCase() + name.slice(1), value]),
);

/** What the firmware makes of one datagram that lies in a buffer full of `fill`. */
export function verdict(datagram: Uint8Array, fill = 0xa5): Verdict {
	page.fill(fill, buffer, buffer + bufferSize);
	page.set(datagram, buffer + MARGIN);
	const malformed = exports.read(buffer + MARGIN, datagram.length);
	if (malformed !== 0) return {malformed: reasons[malformed]!};
	return {message: messageName(), fields: fieldsWithin(datagram.length)};
}

/** The message that the firmware builds in a buffer full of 0xa5. A trap is a RuntimeError. */
export function emitted(message: string, fields: Fields): Uint8Array {
	page.fill(0xa5, buffer, buffer + bufferSize);
	page.fill(0, table, table + fieldRows.size * rowSize);
	setRow('msgType', msgTypes.get(message)!, 0);
	let free = scratch;
	for (const [name, value] of Object.entries(fields)) free = setField(name, value, free);
	const size = exports.emit(buffer + MARGIN);
	return Buffer.from(page.subarray(buffer + MARGIN, buffer + MARGIN + size));
}

/** True where the last emitted() has written nothing. */
export function untouched(): boolean {
	return page.subarray(buffer, buffer + bufferSize).every(octet => octet === 0xa5);
}

/** The Panic that the last trap left behind. */
export function panicCode(): number {
	return page.readUInt32LE(address('panicCode'));
}

/** The longest datagram that fits the buffer with its margins, in octets. */
export const datagramSizeMax = bufferSize - 2 * MARGIN;

function messageName(): string {
	const msgType = row('msgType').value;
	for (const [name, value] of msgTypes) if (value === msgType) return name;
	throw new RangeError(`no message has MsgType ${msgType}`);
}

function fieldsWithin(received: number): Fields {
	const fields: Fields = {};
	for (const name of fieldRows.keys()) {
		const {present, value, size} = row(name);
		if (!present || name === 'msgType') continue;
		fields[name] = isVariable(name) ? octetsWithin(received, name, value, size) : String(value);
	}
	return fields;
}

function octetsWithin(received: number, name: string, at: number, size: number): string {
	const end = buffer + MARGIN + received;
	if (at < buffer + MARGIN || at + size > end) throw new RangeError(`${name} leaves the datagram`);
	return page.toString(TEXT.has(name) ? 'utf8' : 'hex', at, at + size);
}

function setField(name: string, value: string, free: number): number {
	if (!isVariable(name)) {
		setRow(name, Number(value), 0);
		return free;
	}
	const octets = Buffer.from(value, TEXT.has(name) ? 'utf8' : 'hex');
	page.set(octets, free);
	setRow(name, free, octets.length);
	return free + octets.length;
}

function isVariable(name: string): boolean {
	return TEXT.has(name) || OCTETS.has(name);
}

function row(name: string): {present: boolean; value: number; size: number} {
	const at = rowAt(name);
	return {
		present: page.readUInt32LE(at) !== 0,
		value: page.readInt32LE(at + 4),
		size: page.readUInt32LE(at + 8),
	};
}

function setRow(name: string, value: number, size: number): void {
	const at = rowAt(name);
	page.writeUInt32LE(1, at);
	page.writeInt32LE(value, at + 4);
	page.writeUInt32LE(size, at + 8);
}

function rowAt(name: string): number {
	const index = fieldRows.get(name);
	if (index === undefined) throw new RangeError(`the firmware knows no field ${name}`);
	return table + index * rowSize;
}

function address(name: string): number {
	return (exports[name] as WebAssembly.Global).value as number;
}

function valuesOf(name: string): [string, number][] {
	const members = Object.keys(exports).filter(key => key.startsWith(`${name}.`));
	return members.map(key => [key.slice(name.length + 1), address(key)]);
}
