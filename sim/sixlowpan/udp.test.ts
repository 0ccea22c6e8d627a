import test from 'ava';
import fc from 'fast-check';
import {checksumHolds, isDatagram, writeChecksum} from './udp.js';

test('the checksum that V08 has on the air is the one on the air', t => {
	const packet = unpacked();
	t.true(checksumHolds(packet, 40, packet.length));
	packet.fill(0xff, 46, 48);
	writeChecksum(packet, 40, packet.length);
	t.is(packet.toString('hex', 46, 48), 'e16c');
});

test('every single bit that the checksum covers matters', t => {
	const packet = unpacked();
	for (let bit = 8 * 8; bit < packet.length * 8; bit++) {
		packet[bit >>> 3] ^= 0x80 >>> (bit & 7);
		t.false(checksumHolds(packet, 40, packet.length));
		packet[bit >>> 3] ^= 0x80 >>> (bit & 7);
	}
});

test('a checksum of zero is none, and none is wrong', t => {
	const packet = Buffer.alloc(50);
	packet.writeUInt16BE(10, 44);
	// Data that make the sum all ones: its complement is zero, which is sent as all ones.
	packet.writeUInt16BE(0xffff - 10 - 10 - 17, 48);
	writeChecksum(packet, 40, 50);
	t.is(packet.readUInt16BE(46), 0xffff);
	t.true(checksumHolds(packet, 40, 50));
	packet.writeUInt16BE(0, 46);
	t.false(checksumHolds(packet, 40, 50));
});

test('what was written holds, odd sizes too', t => {
	fc.assert(
		fc.property(fc.uint8Array({minLength: 48, maxLength: 120}), packet => {
			writeChecksum(packet, 40, packet.length);
			return checksumHolds(packet, 40, packet.length);
		}),
		{seed: 17},
	);
	t.pass();
});

test('a datagram ends where its Length says', t => {
	const packet = unpacked();
	t.true(isDatagram(packet, 40, packet.length));
	t.false(isDatagram(packet, 40, packet.length - 1));
	t.false(isDatagram(packet, 40, packet.length + 1));
	t.false(isDatagram(Buffer.alloc(47), 40, 47), 'seven octets are no header');
});

/** The packet that V08 stands for. */
function unpacked(): Buffer {
	const addresses = 'fe800000000000000000000000000001fe800000000000000000000000000002';
	return Buffer.from(`60000000000c1140${addresses}f0b1f0b0000ce16c40010001`, 'hex');
}
