/*
 * The group keys and what is broadcast under them: SNAKE-128 2.10.
 *
 *   0        1    2    3    4..11   12..15   16..17   18..21    22..      last 8
 *   Length   FF   46   3D   GWID    Random   epoch    counter   message   tag
 *
 *   -, -    GROUPKEY e                 -> e, -
 *   e, -    GROUPKEY f                 -> f, e      f first, so that both are taken for a while
 *   f, e    a genuine frame of f       -> f, -
 *   e, -    GROUPKEY of the epoch before e -> e, that one
 *   e, f    GROUPKEY of either, another key -> that one, -     the key server has begun anew
 *
 * A genuine frame says that some member made it, no more: it is a hint. Kept in RAM alone; counters
 * are watched for our own gateway only, whose floor GROUPKEY tells. Knows no time.
 */
import {readU16} from '../wire/octets';
import {TAG_SIZE} from './ccm';
import {cmacExpand} from './cmac';
import {Desk, EUI_SIZE} from './desk';
import {equal, wipe} from './equal';
import {PROTECTION} from './hello';
import {kdfBegin, kdfEnd, Label} from './kdf';
import {readU32} from './octets';
import {GWID_SIZE, KEY_SIZE} from './secure-session';

export const GROUP_FLAGS: u8 = 0x46;
export const GROUP_SCHEME: u8 = 0x3d;
export const GROUP_HEADER_SIZE: u32 = 22;

const GWID: usize = 4;
const EPOCH: usize = 16;
const COUNTER: usize = 18;
const MAC_PREFIX: u8 = 0x03;
/** The shortest message: GWINFO. */
const MESSAGE_SIZE_MIN: u32 = 3;

/** A GROUPKEY's data: epoch 2 | key 16 | floor 4. */
const DATA_KEY: usize = 2;
const DATA_FLOOR: usize = 18;

@unmanaged
export class GroupFrame {
	static over(frame: usize): GroupFrame {
		return changetype<GroupFrame>(frame);
	}

	check(size: u32): bool {
		if (size < GROUP_HEADER_SIZE + MESSAGE_SIZE_MIN + TAG_SIZE) return false;
		if (u32(load<u8>(this.at)) !== size || load<u8>(this.at, 1) !== PROTECTION) return false;
		return load<u8>(this.at, 2) === GROUP_FLAGS && load<u8>(this.at, 3) === GROUP_SCHEME;
	}

	get gwid(): usize {
		return this.at + GWID;
	}

	get epoch(): u16 {
		return readU16(this.at + EPOCH);
	}

	get counter(): u32 {
		return readU32(this.at + COUNTER);
	}

	get message(): usize {
		return this.at + usize(GROUP_HEADER_SIZE);
	}

	get messageSize(): u32 {
		return u32(load<u8>(this.at)) - GROUP_HEADER_SIZE - TAG_SIZE;
	}

	/** True where a member made it: one that has `key`, 16 octets. */
	isGenuine(desk: Desk, key: usize): bool {
		const tag = desk.room(0, KEY_SIZE);
		const macAt = GROUP_HEADER_SIZE + this.messageSize;
		cmacExpand(key, desk.schedule);
		kdfBegin(desk.cmac, desk.schedule, Label.Bcst);
		desk.cmac.update(this.gwid, GWID_SIZE);
		desk.cmac.half(this.epoch);
		kdfEnd(desk.cmac, tag);
		cmacExpand(tag, desk.schedule);
		desk.cmac.begin(desk.schedule);
		desk.cmac.octet(MAC_PREFIX);
		desk.cmac.update(this.at, macAt);
		desk.cmac.finish(tag);
		return equal(tag, this.at + usize(macAt), TAG_SIZE);
	}

	private get at(): usize {
		return changetype<usize>(this);
	}
}

/** One epoch; its key, 16 octets, lies behind. */
@unmanaged
export class Epoch {
	known: bool;
	number: u16;
	/** The greatest counter of our gateway that was taken. */
	highest: u32;

	get key(): usize {
		return changetype<usize>(this) + offsetof<Epoch>();
	}

	learn(data: usize): void {
		this.known = true;
		this.number = readU16(data);
		this.highest = readU32(data + DATA_FLOOR);
		memory.copy(this.key, data + DATA_KEY, usize(KEY_SIZE));
	}

	raise(data: usize): void {
		this.highest = max(this.highest, readU32(data + DATA_FLOOR));
	}

	forget(): void {
		wipe(changetype<usize>(this), u32(EPOCH_SIZE));
	}
}

const EPOCH_SIZE: usize = offsetof<Epoch>() + usize(KEY_SIZE);
export const GROUP_SIZE: usize = 2 * EPOCH_SIZE;

@unmanaged
export class Group {
	get newer(): Epoch {
		return changetype<Epoch>(changetype<usize>(this));
	}

	get older(): Epoch {
		return changetype<Epoch>(changetype<usize>(this) + EPOCH_SIZE);
	}

	/** `data` is that of GROUPKEY. The same key again moves a floor up, never down. */
	learn(data: usize): void {
		const number = readU16(data);
		const known = this.find(number);
		if (known && equal(known.key, data + DATA_KEY, KEY_SIZE)) known.raise(data);
		else if (known) this.beginAnew(data);
		else if (this.newer.known && number === u16(this.newer.number - 1)) this.older.learn(data);
		else this.begin(data);
	}

	find(number: u16): Epoch | null {
		if (this.newer.known && this.newer.number === number) return this.newer;
		return this.older.known && this.older.number === number ? this.older : null;
	}

	/** An epoch before those that are known: whoever was put out since then still has its key. */
	isPast(number: u16): bool {
		return this.newer.known && i16(number - this.newer.number) < 0;
	}

	/** A genuine frame of `epoch` came; `counter` is 0 where it is not our gateway's. */
	heard(epoch: Epoch, counter: u32): void {
		epoch.highest = max(epoch.highest, counter);
		if (epoch === this.newer) this.older.forget();
	}

	forget(): void {
		this.newer.forget();
		this.older.forget();
	}

	private beginAnew(data: usize): void {
		this.forget();
		this.newer.learn(data);
	}

	private begin(data: usize): void {
		memory.copy(changetype<usize>(this.older), changetype<usize>(this.newer), EPOCH_SIZE);
		this.newer.learn(data);
	}
}

/** Whose counters are watched. */
export function isFrom(frame: GroupFrame, gwid: usize): bool {
	return equal(frame.gwid, gwid, EUI_SIZE);
}
