/*
 * Frames as they go over the air, and what is in them: RFC 4944 and RFC 6282.
 *
 *   V   own frames along the ETSI plugtest lists FORMAT, HC and ND_HC, and MQTT-SN messages
 *   N   RFC 6775 and RPL
 *   O   headers of the IPHC tests of OpenThread
 *
 * V and N are whole frames with their FCS, PAN 0xabcd, EUI-64 02:00:00:00:00:00:00:0N or short;
 * O are headers alone, between the two EUI-64 named at O_LINK. For tests.
 */
import {writeFcs} from '../mac/frame.js';

export interface Expectation {
	readonly id: string;
	readonly claim: string;
	readonly source: string;
	readonly destination: string;
	readonly hopLimit: number;
	readonly trafficClass?: number;
	readonly flowLabel?: number;
	readonly ports?: readonly [number, number];
}

export interface FrameVector extends Expectation {
	readonly frame: string;
	/** Octets of mesh and broadcast headers, and the addresses that count because of them. */
	readonly mesh?: {readonly size: number; readonly originator: number; readonly final: number};
}

export interface HeaderVector extends Expectation {
	readonly headers: string;
}

/** Prefixes of 64 bits by context, as text for tshark. */
export const V_CONTEXTS = ['2001:db8:0:1::', '2001:db8:0:2::'] as const;
export const O_CONTEXTS = ['fd00:cafe:face:1234::', '2001:2:0:1::'] as const;

/** The MHR of O after FCF and DSN: destination and source in the order of the air. */
const O_LINK = 'cdabccbbaa10ef5e000000112210ef5e0000';

/** What follows the headers in O, whatever they say it is: its checksums mean nothing. */
const O_PAYLOAD = '8000010203040506';

/** A header of O as a frame: MHR, headers, payload and FCS. */
export function frameOf(vector: HeaderVector): Buffer {
	const dsn = vector.id.slice(1).padStart(2, '0');
	const hex = `41cc${dsn}${O_LINK}${vector.headers}${O_PAYLOAD}0000`;
	const frame = Buffer.from(hex, 'hex');
	writeFcs(frame, 0, frame.length - 2);
	return frame;
}

/** One packet a frame. */
export const FRAMES: readonly FrameVector[] = [
	{
		id: 'V01',
		claim: 'IPv6 as it is, between EUI-64',
		frame:
			'61cc01cdab020000000000000201000000000000024160000000000c3a40fe8000000000000000000000' +
			'00000001fe8000000000000000000000000000028000d2e112340001deadbeef4e22',
		source: 'fe80::1',
		destination: 'fe80::2',
		hopLimit: 64,
	},
	{
		id: 'V02',
		claim: 'IPv6 as it is, between short addresses',
		frame:
			'618802cdab020001004160000000000c3a40fe80000000000000000000fffe000001fe80000000000000' +
			'000000fffe0000028000d4e112340001deadbeef2546',
		source: 'fe80::ff:fe00:1',
		destination: 'fe80::ff:fe00:2',
		hopLimit: 64,
	},
	{
		id: 'V03',
		claim: 'IPHC with all elided, EUI-64',
		frame: '61cc03cdab020000000000000201000000000000027a333a8000d2e112340001deadbeef8535',
		source: 'fe80::1',
		destination: 'fe80::2',
		hopLimit: 64,
	},
	{
		id: 'V04',
		claim: 'IPHC with all elided, short',
		frame: '618804cdab020001007a333a8000d4e112340001deadbeef6c36',
		source: 'fe80::ff:fe00:1',
		destination: 'fe80::ff:fe00:2',
		hopLimit: 64,
	},
	{
		id: 'V05',
		claim: 'a hop limit of 63 inline, EUI-64',
		frame: '61cc05cdab0200000000000002010000000000000278333a3f8000d2e112340001deadbeefd56b',
		source: 'fe80::1',
		destination: 'fe80::2',
		hopLimit: 63,
	},
	{
		id: 'V06',
		claim: 'a hop limit of 63 inline, short',
		frame: '618806cdab0200010078333a3f8000d4e112340001deadbeefa939',
		source: 'fe80::ff:fe00:1',
		destination: 'fe80::ff:fe00:2',
		hopLimit: 63,
	},
	{
		id: 'V07',
		claim: 'a source port of eight bits',
		frame: '61cc07cdab020000000000000201000000000000027e33f2b31633bbe840010001e08a',
		source: 'fe80::1',
		destination: 'fe80::2',
		hopLimit: 64,
		ports: [61619, 5683],
	},
	{
		id: 'V08',
		claim: 'both ports of four bits',
		frame: '61cc08cdab020000000000000201000000000000027e33f310e16c4001000152e3',
		source: 'fe80::1',
		destination: 'fe80::2',
		hopLimit: 64,
		ports: [61617, 61616],
	},
	{
		id: 'V09',
		claim: 'EUI-64 to short',
		frame: '61c809cdab020001000000000000027a333a8000d3e112340001deadbeeffb68',
		source: 'fe80::1',
		destination: 'fe80::ff:fe00:2',
		hopLimit: 64,
	},
	{
		id: 'V10',
		claim: 'short to EUI-64',
		frame: '618c0acdab020000000000000201007a333a8000d3e112340001deadbeef980d',
		source: 'fe80::ff:fe00:1',
		destination: 'fe80::2',
		hopLimit: 64,
	},
	{
		id: 'V11',
		claim: 'both addresses by context 0',
		frame: '61cc0bcdab020000000000000201000000000000027a773a8000746f12340001deadbeef0ae2',
		source: '2001:db8:0:1::1',
		destination: '2001:db8:0:1::2',
		hopLimit: 64,
	},
	{
		id: 'V12',
		claim: 'both addresses by context 1',
		frame: '61cc0ccdab020000000000000201000000000000027af7113a8000746d12340001deadbeeff92f',
		source: '2001:db8:0:2::1',
		destination: '2001:db8:0:2::2',
		hopLimit: 64,
	},
	{
		id: 'V13',
		claim: 'IPv6 as it is, to all nodes',
		frame:
			'41c80dcdabffff01000000000000024160000000000c3a40fe800000000000000000000000000001ff02' +
			'00000000000000000000000000018000d26012340001deadbeef720e',
		source: 'fe80::1',
		destination: 'ff02::1',
		hopLimit: 64,
	},
	{
		id: 'V14',
		claim: 'a RPL DIS to all RPL nodes',
		frame: '41c80ecdabffff01000000000000027b3b3a1a9b0067200000f2e7',
		source: 'fe80::1',
		destination: 'ff02::1a',
		hopLimit: 255,
	},
	{
		id: 'V15',
		claim: 'CONNECT by context 0',
		frame: '61c814cdab010001000000000000027e77f310b0d90b040401003c6e6f64653116a0',
		source: '2001:db8:0:1::1',
		destination: '2001:db8:0:1:0:ff:fe00:1',
		hopLimit: 64,
		ports: [61617, 61616],
	},
	{
		id: 'V16',
		claim: 'CONNACK',
		frame: '618c15cdab010000000000000201007e77f301c0fa030500c02c',
		source: '2001:db8:0:1:0:ff:fe00:1',
		destination: '2001:db8:0:1::1',
		hopLimit: 64,
		ports: [61616, 61617],
	},
	{
		id: 'V17',
		claim: 'PUBLISH at QoS 1',
		frame: '61c816cdab010001000000000000027e77f3102f510c0c200001000132312e35309c2b',
		source: '2001:db8:0:1::1',
		destination: '2001:db8:0:1:0:ff:fe00:1',
		hopLimit: 64,
		ports: [61617, 61616],
	},
	{
		id: 'V18',
		claim: 'PUBACK',
		frame: '618c17cdab010000000000000201007e77f301bce8070d00010001004bba',
		source: '2001:db8:0:1:0:ff:fe00:1',
		destination: '2001:db8:0:1::1',
		hopLimit: 64,
		ports: [61616, 61617],
	},
	{
		id: 'V19',
		claim: 'a destination port inline',
		frame: '61c818cdab010001000000000000027e77f2b1075b18a70c0c200001000132312e35309219',
		source: '2001:db8:0:1::1',
		destination: '2001:db8:0:1:0:ff:fe00:1',
		hopLimit: 64,
		ports: [61617, 1883],
	},
	{
		id: 'V20',
		claim: 'both ports inline',
		frame: '61c819cdab010001000000000000027e77f02710075be2480c0c200001000132312e3530bfc4',
		source: '2001:db8:0:1::1',
		destination: '2001:db8:0:1:0:ff:fe00:1',
		hopLimit: 64,
		ports: [10000, 1883],
	},
	{
		id: 'V21',
		claim: 'SEARCHGW to all nodes',
		frame: '41c81acdabffff01000000000000027e3b01f3101cef0301015d7e',
		source: 'fe80::1',
		destination: 'ff02::1',
		hopLimit: 64,
		ports: [61617, 61616],
	},
	{
		id: 'V24',
		claim: 'IPHC behind a mesh header',
		frame: '618820cdab03000200b5000100097a333a8000d4da12340001deadbeef5bae',
		source: 'fe80::ff:fe00:1',
		destination: 'fe80::ff:fe00:9',
		hopLimit: 64,
		mesh: {size: 5, originator: 1, final: 9},
	},
	{
		id: 'V25',
		claim: 'IPHC behind mesh and broadcast headers',
		frame: '418821cdabffff0200b50001ffff50077a3b3a018000d36012340001deadbeef434d',
		source: 'fe80::ff:fe00:1',
		destination: 'ff02::1',
		hopLimit: 64,
		mesh: {size: 7, originator: 1, final: 0xffff},
	},
	{
		id: 'N1',
		claim: 'an RS with SLLAO',
		frame:
			'41c832cdabffff02000000000000027b3b3a0285007a2100000000010202000000000000020000000000' +
			'0029bf',
		source: 'fe80::2',
		destination: 'ff02::2',
		hopLimit: 255,
	},
	{
		id: 'N4',
		claim: 'an NS with ARO',
		frame:
			'61cc35cdab010000000000000202000000000000027b733a8700269900000000fe800000000000000000' +
			'00000000000101020200000000000002000000000000210200000000012c0200000000000002d1ec',
		source: '2001:db8:0:1::2',
		destination: 'fe80::1',
		hopLimit: 255,
	},
	{
		id: 'N5',
		claim: 'an NA with ARO',
		frame:
			'61cc36cdab020000000000000201000000000000027b373a8800e8ac40000000fe800000000000000000' +
			'000000000001210200000000012c0200000000000002e8b9',
		source: 'fe80::1',
		destination: '2001:db8:0:1::2',
		hopLimit: 255,
	},
	{
		id: 'N6',
		claim: 'a RPL DIO',
		frame:
			'418837cdabffff01007b3b3a1a9b0181d21ef001008800000020010db800000001000000fffe00000104' +
			'0e00080c0a000001000001001e003cebaf',
		source: 'fe80::ff:fe00:1',
		destination: 'ff02::1a',
		hopLimit: 255,
	},
];

/** Two packets in two frames each. */
export const FRAGMENTS: readonly FrameVector[] = [
	{
		id: 'V22',
		claim: 'FRAG1 of a PUBLISH',
		frame:
			'61c81ecdab01000100000000000002c0cd00427e77f310c6cd9d0c20000100026162636465666768696a' +
			'6b6c6d6e6f707172737475767778797a6162636465666768696a6b6c6d6e6f707172737475767778797a' +
			'6162636465666768696a6b6c6d6e6f707172737475767778797a6162636465666768696a6b4fa8',
		source: '2001:db8:0:1::1',
		destination: '2001:db8:0:1:0:ff:fe00:1',
		hopLimit: 64,
	},
	{
		id: 'V23',
		claim: 'FRAGN of the same PUBLISH',
		frame:
			'61c81fcdab01000100000000000002e0cd0042126c6d6e6f707172737475767778797a61626364656667' +
			'68696a6b6c6d6e6f707172737475767778797a6162636465666768696a6b6c6d6e6f70717273742931',
		source: '2001:db8:0:1::1',
		destination: '2001:db8:0:1:0:ff:fe00:1',
		hopLimit: 64,
		ports: [61617, 61616],
	},
	{
		id: 'N2',
		claim: 'FRAG1 of an RA',
		frame:
			'61cc33cdab02000000000000020100000000000002c09000777b333a86002a5140000708000000000000' +
			'0000010202000000000000010000000000000304404000015180000038400000000020010db800000001' +
			'000000000000000022024010000005a020010db800000001230300010000271020010db8000000018b45',
		source: 'fe80::1',
		destination: 'fe80::2',
		hopLimit: 255,
	},
	{
		id: 'N3',
		claim: 'FRAGN of the same RA',
		frame: '61cc34cdab02000000000000020100000000000002e0900077110000000000000001bff8',
		source: 'fe80::1',
		destination: 'fe80::2',
		hopLimit: 255,
	},
];

export const HEADERS: readonly HeaderVector[] = [
	{
		id: 'O1',
		claim: 'both elided',
		headers: '7a333a',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
	},
	{
		id: 'O2',
		claim: 'an unspecified source',
		headers: '7a433a',
		source: '::',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
	},
	{
		id: 'O3',
		claim: '64 bits inline of both',
		headers: '7a113a02005eef1022110102005eef10aabbcd',
		source: 'fe80::200:5eef:1022:1101',
		destination: 'fe80::200:5eef:10aa:bbcd',
		hopLimit: 64,
	},
	{
		id: 'O4',
		claim: '16 bits inline of both',
		headers: '7a223a0001c004',
		source: 'fe80::ff:fe00:1',
		destination: 'fe80::ff:fe00:c004',
		hopLimit: 64,
	},
	{
		id: 'O5',
		claim: 'a source elided, 16 bits of the destination',
		headers: '7a323abeaf',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::ff:fe00:beaf',
		hopLimit: 64,
	},
	{
		id: 'O6',
		claim: 'a multicast address in full',
		headers: '7a383aff050000000000010000000000000001',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'ff05:0:0:1::1',
		hopLimit: 64,
	},
	{
		id: 'O7',
		claim: '48 bits of multicast',
		headers: '7a393a050100300001',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'ff05::1:30:1',
		hopLimit: 64,
	},
	{
		id: 'O8',
		claim: '32 bits of multicast',
		headers: '7a1a3a02005eef10221101030000fc',
		source: 'fe80::200:5eef:1022:1101',
		destination: 'ff03::fc',
		hopLimit: 64,
	},
	{
		id: 'O9',
		claim: '8 bits of multicast',
		headers: '7a3b3a02',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'ff02::2',
		hopLimit: 64,
	},
	{
		id: 'O10',
		claim: 'context 0 and 64 bits of both',
		headers: '7a553a02005eef1022110102005eef10aabbcd',
		source: 'fd00:cafe:face:1234:200:5eef:1022:1101',
		destination: 'fd00:cafe:face:1234:200:5eef:10aa:bbcd',
		hopLimit: 64,
	},
	{
		id: 'O11',
		claim: 'a CID octet that says 0 and 0',
		headers: '7ad5003a02005eef1022110102005eef10aabbcd',
		source: 'fd00:cafe:face:1234:200:5eef:1022:1101',
		destination: 'fd00:cafe:face:1234:200:5eef:10aa:bbcd',
		hopLimit: 64,
	},
	{
		id: 'O12',
		claim: 'context 0 and 16 bits of both',
		headers: '7a663afffcfffe',
		source: 'fd00:cafe:face:1234:0:ff:fe00:fffc',
		destination: 'fd00:cafe:face:1234:0:ff:fe00:fffe',
		hopLimit: 64,
	},
	{
		id: 'O13',
		claim: 'context 0 and both elided',
		headers: '7a773a',
		source: 'fd00:cafe:face:1234:200:5eef:1022:1100',
		destination: 'fd00:cafe:face:1234:200:5eef:10aa:bbcc',
		hopLimit: 64,
	},
	{
		id: 'O14',
		claim: 'a source by context 1',
		headers: '7ad3103a02005eef10221101',
		source: '2001:2:0:1:200:5eef:1022:1101',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
	},
	{
		id: 'O15',
		claim: 'both by context 1',
		headers: '7ad5113a02005eef1022110102005eef10aabbcd',
		source: '2001:2:0:1:200:5eef:1022:1101',
		destination: '2001:2:0:1:200:5eef:10aa:bbcd',
		hopLimit: 64,
	},
	{
		id: 'O16',
		claim: 'a multicast address with a prefix',
		headers: '7a7c3a330000000001',
		source: 'fd00:cafe:face:1234:200:5eef:1022:1100',
		destination: 'ff33:40:fd00:cafe:face:1234:0:1',
		hopLimit: 64,
	},
	{
		id: 'O17',
		claim: 'ECN and flow label',
		headers: '6a3341ac593a',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
		trafficClass: 0x01,
		flowLabel: 0x1ac59,
	},
	{
		id: 'O18',
		claim: 'traffic class',
		headers: '7233433a',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
		trafficClass: 0x0d,
	},
	{
		id: 'O19',
		claim: 'traffic class and flow label',
		headers: '6233ba0123453a',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
		trafficClass: 0xea,
		flowLabel: 0x12345,
	},
	{
		id: 'O20',
		claim: 'a hop limit of 1',
		headers: '79333a',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 1,
	},
	{
		id: 'O21',
		claim: 'a hop limit of 255',
		headers: '7b333a',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 255,
	},
	{
		id: 'O22',
		claim: 'a hop limit of 63 inline',
		headers: '78333a3f',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 63,
	},
	{
		id: 'O23',
		claim: 'both ports inline',
		headers: '7e33f016331634beef',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
		ports: [5683, 5684],
	},
	{
		id: 'O24',
		claim: 'a destination port of eight bits',
		headers: '7e33f1163301beef',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
		ports: [5683, 61441],
	},
	{
		id: 'O25',
		claim: 'a source port of eight bits',
		headers: '7e33f2ff1633beef',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
		ports: [61695, 5683],
	},
	{
		id: 'O26',
		claim: 'both ports of four bits',
		headers: '7e33f30fface',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'fe80::200:5eef:10aa:bbcc',
		hopLimit: 64,
		ports: [61616, 61631],
	},
	{
		id: 'O27',
		claim: 'UDP to all nodes',
		headers: '7e3b01f30fface',
		source: 'fe80::200:5eef:1022:1100',
		destination: 'ff02::1',
		hopLimit: 64,
		ports: [61616, 61631],
	},
];
