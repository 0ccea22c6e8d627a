/*
 * Frames of ZigBee with their octets, FCS included: what is sent has to look like this, and tshark
 * reads them so. PAN 621a, network key 0, source 00:12:4b:00:00:00:00:01.
 */

/** The key of all of them. */
export const VECTOR_KEY = Buffer.from('01030507090b0d0f00020406080a0c0d', 'hex');

export interface ZigbeeVector {
	readonly id: string;
	readonly what: string;
	readonly frame: string;
	/** The NWK frame without its protection: header, then payload. */
	readonly npdu: string;
	/** Its frame counter; undefined where it is not protected. */
	readonly counter?: number;
	/** What tshark says of it: source, destination, radius, command. */
	readonly read: string;
}

const PUBLISH = '0c0c200001000132312e3530';

export const ZIGBEE_VECTORS: readonly ZigbeeVector[] = [
	{
		id: 'ZA1',
		what: 'a protected PUBLISH to the coordinator',
		frame:
			'618846621a0000ba9648020000ba961e01280100000001000000004b12000046e28d7d166250281684d74b06f6d9af93f6ba4ba787f0ee593d',
		npdu: `48020000ba961e0100010100017f0101${PUBLISH}`,
		counter: 1,
		read: '0x96ba|0x0000|30|',
	},
	{
		id: 'ZA2',
		what: 'a protected SEARCHGW to all who are awake, one hop far',
		frame:
			'418847621affffba960802fdffba960102280200000001000000004b1200006982325c153368fff9c7dbefca39156b53',
		npdu: '0802fdffba96010208010100017f0102030101',
		counter: 2,
		read: '0x96ba|0xfffd|1|',
	},
	{
		id: 'ZA3',
		what: 'a route request for the coordinator',
		frame: '418848621affffba960902fcffba961e03280300000001000000004b120000f78dea4fa644da6d5060262e',
		npdu: '0902fcffba961e03010005000000',
		counter: 3,
		read: '0x96ba|0xfffc|30|0x01',
	},
	{
		id: 'ZA4',
		what: 'the route reply',
		frame:
			'618849621aba9600000902ba9600001e09280400000001000000004b1200009d4f8cde8932e8a59ce8c2e6195d',
		npdu: '0902ba9600001e09020005ba96000003',
		counter: 4,
		read: '0x0000|0x96ba|30|0x02',
	},
	{
		id: 'ZA5',
		what: 'a PUBLISH without protection',
		frame: '61884a621a0000ba9648000000ba961e0100010100017f01010c0c200001000132312e35303912',
		npdu: `48000000ba961e0100010100017f0101${PUBLISH}`,
		read: '0x96ba|0x0000|30|',
	},
];

/** FIPS-197, appendix B and C.1: key, plaintext, ciphertext. */
export const AES_VECTORS = [
	[
		'2b7e151628aed2a6abf7158809cf4f3c',
		'3243f6a8885a308d313198a2e0370734',
		'3925841d02dc09fbdc118597196a0b32',
	],
	[
		'000102030405060708090a0b0c0d0e0f',
		'00112233445566778899aabbccddeeff',
		'69c4e0d86a7b0430d8cdb78070b4c55a',
	],
] as const;
