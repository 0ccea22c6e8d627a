/*
 * The fields of one message as a table that a test can read and write from outside.
 *
 *   one row a Field:   present u32   value i32   size u32
 *
 * `value` is a number, or the address of `size` octets. Knows no message.
 */
export enum Field {
	MsgType,
	Dup,
	Qos,
	Retain,
	Will,
	CleanSession,
	TopicIdType,
	TopicId,
	TopicName,
	MsgId,
	ReturnCode,
	Data,
	ClientId,
	Duration,
	Radius,
	GwId,
	GwAdd,
	ProtocolId,
	WillTopic,
	WillMsg,
}

export const ROW_SIZE: i32 = 12;

const VALUE: usize = 4;
const SIZE: usize = 8;
const TABLE_SIZE: i32 = 20 * ROW_SIZE;

export const fields: usize = memory.data(TABLE_SIZE);

/** Forgets every field. */
export function clearFields(): void {
	memory.fill(fields, 0, TABLE_SIZE);
}

export function put(field: Field, value: i32): void {
	putOctets(field, value, 0);
}

export function putOctets(field: Field, at: usize, size: u32): void {
	const row = rowOf(field);
	store<u32>(row, 1);
	store<usize>(row, at, VALUE);
	store<u32>(row, size, SIZE);
}

export function has(field: Field): bool {
	return load<u32>(rowOf(field)) !== 0;
}

/** 0 for a field that is not there. */
export function get(field: Field): i32 {
	return load<i32>(rowOf(field), VALUE);
}

export function sizeOf(field: Field): u32 {
	return load<u32>(rowOf(field), SIZE);
}

function rowOf(field: Field): usize {
	return fields + usize(field) * ROW_SIZE;
}
