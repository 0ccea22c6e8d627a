/*
 * Which key is made from which: SNAKE-128 2.2, the device's part. `root` is RK or, at recovery, RC.
 *
 *   root  --auth-->  AK      MAC1, CONF
 *   root  --sess-->  SS  --conf--> KC      MAC2
 *                        --c2s, s2c, ivs--> the session
 *   RK    --evol-->  RK of the next generation
 *   RC    --root-->  RK of the next epoch       RC  --evol-->  RC of the next epoch
 *
 *   while ACCEPT is examined, the frame of the desk holds
 *   0            44     60    76    92       108
 *   | the Key 44 | KC   | SKu | SKd | IVs 16 | tag 16
 *
 * The key in use stays on the desk, so that one key is made ready once: 28 blocks of AES for a
 * handshake. Knows no flash, no time and not when a key may be used.
 */
import {ACCEPT_MAC_AT, Accept} from './accept';
import {cmacExpand} from './cmac';
import {Desk, EUI_SIZE} from './desk';
import {equal, wipe} from './equal';
import {KEY_SIZE as KEY_RECORD_SIZE, Key} from './flash-record';
import {Handshake} from './handshake';
import {HELLO_MAC_AT, Hello} from './hello';
import {kdfBegin, kdfEnd, Label} from './kdf';
import {Form, GWID_SIZE, IV_SIZE, KEY_SIZE, SecureSession} from './secure-session';

const MAC1_PREFIX: u8 = 0x01;
const MAC2_PREFIX: u8 = 0x02;
const CONF_PREFIX: u8 = 0x04;

const KC: u32 = 44;
const SKU: u32 = 60;
const SKD: u32 = 76;
const IVS: u32 = 92;
const TAG: u32 = 108;
/** Where a Key lies while HELLO is built in front of it. */
const BEHIND_HELLO: u32 = 80;

const NONCE_SIZE: u32 = 16;
const EPOCH_SHIFT: u32 = 24;

/** Where loaded keys belong while HELLO or CONF is built. */
export function keyBehindFrame(desk: Desk): Key {
	return changetype<Key>(desk.room(BEHIND_HELLO, KEY_RECORD_SIZE));
}

/** Where they belong while ACCEPT is examined. */
export function keyUnderTest(desk: Desk): Key {
	return changetype<Key>(desk.frame);
}

/** The first generation of the epoch after the one of `key`. */
function recoveredGeneration(key: Key): u32 {
	return ((key.generation >> EPOCH_SHIFT) + 1) << EPOCH_SHIFT;
}

/** The number that HELLO bears: the generation, at recovery its epoch. */
export function offeredGeneration(handshake: Handshake, generation: u32): u32 {
	return handshake.recovers ? generation >> EPOCH_SHIFT : generation;
}

/**
 * Stirs what the root key knows into nD, so that one which never repeats is left even where the
 * host's luck always falls the same way.
 */
export function stirNonce(desk: Desk, handshake: Handshake, key: Key): void {
	const stirred = desk.frame;
	cmacExpand(rootOf(handshake, key), desk.schedule);
	kdfBegin(desk.cmac, desk.schedule, Label.Rand);
	desk.cmac.update(desk.eui, EUI_SIZE);
	desk.cmac.word(handshake.counter);
	kdfEnd(desk.cmac, stirred);
	for (let i: usize = 0; i < usize(NONCE_SIZE); i++) {
		const at = handshake.nonce + i;
		store<u8>(at, load<u8>(at) ^ load<u8>(stirred + i));
	}
}

/** Writes MAC1 of the HELLO in the desk's frame. After stirNonce(): the root key lies ready. */
export function authenticateHello(desk: Desk, handshake: Handshake, key: Key): void {
	const mac = Hello.over(desk.frame).mac;
	deriveAuth(desk, handshake.recovers ? recoveredGeneration(key) : key.generation, mac);
	cmacExpand(mac, desk.schedule);
	desk.cmac.begin(desk.schedule);
	desk.cmac.octet(MAC1_PREFIX);
	desk.cmac.update(desk.frame, HELLO_MAC_AT);
	desk.cmac.finish(mac);
}

/**
 * True where ACCEPT is the key server's answer to this very attempt. Then keyUnderTest() is the
 * key to commit to, and install() can follow. The caller clears the desk, whatever comes.
 */
export function verifyAccept(desk: Desk, handshake: Handshake, accept: Accept): bool {
	const key = keyUnderTest(desk);
	const generation = handshake.recovers ? recoveredGeneration(key) : key.generation;
	cmacExpand(rootOf(handshake, key), desk.schedule);
	deriveSecret(desk, handshake, accept, generation);
	if (handshake.recovers) recover(desk, key, accept);
	else evolve(desk, key, accept);
	splitSecret(desk);
	return isGenuine(desk, handshake, accept);
}

/** Fills `session` with the keys that verifyAccept() has left; its peer is the caller's to set. */
export function install(desk: Desk, session: SecureSession, accept: Accept): void {
	session.generation = keyUnderTest(desk).generation;
	session.sid = accept.sid;
	session.hours = accept.rekeyHours;
	session.agree(accept.suite as Form, accept.rekeyLog);
	memory.copy(session.gwid, accept.gwid, usize(GWID_SIZE));
	memory.copy(session.keyUp, desk.room(SKU, KEY_SIZE), usize(KEY_SIZE));
	memory.copy(session.keyDown, desk.room(SKD, KEY_SIZE), usize(KEY_SIZE));
	memory.copy(session.ivUp, desk.room(IVS, IV_SIZE), usize(IV_SIZE));
	memory.copy(session.ivDown, desk.room(IVS + IV_SIZE, IV_SIZE), usize(IV_SIZE));
}

/** Writes the tag of CONF: the device has committed to `key`. 16 octets, of which 8 are sent. */
export function confirmKey(desk: Desk, key: Key, to: usize): void {
	cmacExpand(key.rk, desk.schedule);
	deriveAuth(desk, key.generation, to);
	cmacExpand(to, desk.schedule);
	desk.cmac.begin(desk.schedule);
	desk.cmac.octet(CONF_PREFIX);
	desk.cmac.update(desk.eui, EUI_SIZE);
	desk.cmac.word(key.generation);
	desk.cmac.finish(to);
}

function rootOf(handshake: Handshake, key: Key): usize {
	return handshake.recovers ? key.rc : key.rk;
}

function deriveAuth(desk: Desk, generation: u32, to: usize): void {
	kdfBegin(desk.cmac, desk.schedule, Label.Auth);
	desk.cmac.update(desk.eui, EUI_SIZE);
	desk.cmac.word(generation);
	kdfEnd(desk.cmac, to);
}

/** SS goes where KC will be. */
function deriveSecret(desk: Desk, handshake: Handshake, accept: Accept, generation: u32): void {
	const cmac = desk.cmac;
	kdfBegin(cmac, desk.schedule, Label.Sess);
	cmac.update(handshake.nonce, NONCE_SIZE);
	cmac.update(accept.nonce, NONCE_SIZE);
	cmac.update(accept.salt, KEY_SIZE);
	cmac.update(desk.eui, EUI_SIZE);
	cmac.update(accept.gwid, GWID_SIZE);
	cmac.word(generation);
	cmac.word(handshake.counter);
	cmac.half(accept.sid);
	cmac.octet(accept.suite);
	kdfEnd(cmac, desk.room(KC, KEY_SIZE));
}

function evolve(desk: Desk, key: Key, accept: Accept): void {
	key.generation += 1;
	deriveNext(desk, Label.Evol, accept.salt, key.generation, key.rk);
}

/** RK' first: RC lies ready on the desk, and is replaced by its successor. */
function recover(desk: Desk, key: Key, accept: Accept): void {
	const zeros = desk.room(SKU, KEY_SIZE);
	key.generation = recoveredGeneration(key);
	deriveNext(desk, Label.Root, accept.salt, key.generation, key.rk);
	wipe(zeros, KEY_SIZE);
	deriveNext(desk, Label.Evol, zeros, key.generation, key.rc);
}

function deriveNext(desk: Desk, label: Label, salt: usize, generation: u32, to: usize): void {
	kdfBegin(desk.cmac, desk.schedule, label);
	desk.cmac.update(salt, KEY_SIZE);
	desk.cmac.update(desk.eui, EUI_SIZE);
	desk.cmac.word(generation);
	kdfEnd(desk.cmac, to);
}

/** SS becomes the keys of the session, and KC takes its place. */
function splitSecret(desk: Desk): void {
	const secret = desk.room(KC, KEY_SIZE);
	cmacExpand(secret, desk.schedule);
	split(desk, Label.C2s, desk.room(SKU, KEY_SIZE));
	split(desk, Label.S2c, desk.room(SKD, KEY_SIZE));
	split(desk, Label.Ivs, desk.room(IVS, KEY_SIZE));
	split(desk, Label.Conf, secret);
}

function split(desk: Desk, label: Label, to: usize): void {
	kdfBegin(desk.cmac, desk.schedule, label);
	kdfEnd(desk.cmac, to);
}

function isGenuine(desk: Desk, handshake: Handshake, accept: Accept): bool {
	const tag = desk.room(TAG, KEY_SIZE);
	cmacExpand(desk.room(KC, KEY_SIZE), desk.schedule);
	desk.cmac.begin(desk.schedule);
	desk.cmac.octet(MAC2_PREFIX);
	desk.cmac.update(handshake.mac, KEY_SIZE);
	desk.cmac.update(changetype<usize>(accept), ACCEPT_MAC_AT);
	desk.cmac.finish(tag);
	return equal(tag, accept.mac, KEY_SIZE);
}
