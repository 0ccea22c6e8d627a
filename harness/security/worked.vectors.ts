/*
 * A handshake and what follows it, worked out once by other means than this code: profile A, full
 * records. C = 0x100, SID 1, pid 0x1234, GwId 1, generation 0, q = 20, T = 24.
 */

/** Hex by the name that the protocol has for it; M1 is HELLO, M2 is ACCEPT. */
export const worked = {
	MFK: octets('000102030405060708090a0b0c0d0e0f'),
	ORM: octets('f0e1d2c3b4a5968778695a4b3c2d1e0f'),
	SEV: octets('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf'),
	EUI: octets('00124b0001020304'),
	GW: octets('00124b00aabbccdd'),
	BATCH: octets('00000001'),
	nD: octets('101112131415161718191a1b1c1d1e1f'),
	nK: octets('202122232425262728292a2b2c2d2e2f'),
	FK: octets('9cda62096b6c2bdff0f02a4e7aac9767'),
	RC0: octets('f43ddde275c50c76eecdd2eb7c089227'),
	s: octets('72266b92a848c72ff7840037b4b24289'),
	AK: octets('3b81866fecf53f5416b7525844e1e6a4'),
	M1: octets(
		'41ff1e3c00124b0001020304101112131415161718191a1b1c1d1e1f00000100110312341903534e' +
			'4b110101010000000032af0e39d59fed69c8383eedbb0f9fc2',
	),
	SS: octets('f9cc2cecd88a50f1fb79d17d561bdec1'),
	KC: octets('7f0872d73f431c0a6b67023773e55679'),
	SKU: octets('2cc818004523a0dd88e39a84783948d4'),
	SKD: octets('0240f8bc45c6dbaca015d913bd5a6f90'),
	IVU: octets('2e1ec88460'),
	IVD: octets('4b70cdc238'),
	M2: octets(
		'4cff1c3c00124b00aabbccdd202122232425262728292a2b2c2d2e2f200312340003534e4b120100' +
			'0172266b92a848c72ff7840037b4b2428914180195f7392914635a3a0dfb48ebe3a8560d',
	),
	RK1: octets('88ef99ce62b4fe6d7d6a07ea8dfdabc6'),
	P1: octets(
		'2cff16f000124b0001020304deadbeef00010000010112a0569925ec1855b2cd8e7ba12b90a19dcd' + '3b92ac2c',
	),
	P2: octets('21ff16f000124b00aabbccddcafef00d000100010001219252785d2a6278dce906'),
	ping: octets('20ff16f000124b000102030400000001000100000102977206e7b1b7b8b5bd72'),
	GK: octets('303132333435363738393a3b3c3d3e3f'),
	BK: octets('50738bc2d8f459e202ae47295269e05a'),
	adv: octets('23ff463d00124b00aabbccdd000000020001000100020500010384dee592cb72b79aa2'),
	gkmsg: octets(
		'3fff16f000124b00aabbccdd000000030001000100030fd41c5479d8918740d0cfd2c34da476a178' +
			'e20664bfbffecbfc3a2b1b0c083efb26ba8480c78492cf',
	),
	gkack: octets(
		'2aff16f000124b000102030400000004000100000103611b4e837514e4315b6cc070265b84a88bf5' + '1c2a',
	),
	resume: octets(
		'2cff16f000124b0001020304000000050001000004002d828de2d14a2f691a40c596ad6143b664a7' + 'adc5c1e3',
	),
	rsync: octets(
		'2cff16f000124b00aabbccdd0000000600010001010117fdf69d826c15dfda025ffdf6e4c2a3ef36' + '4eee8939',
	),
	AK1: octets('67707644b288c1e0a417811ae4fe1749'),
	conf: octets(
		'30ff16f000124b00010203040000000800010000010419d7e3d00c734e82208075eb9e9b42b9db31' +
			'e80e933702222ac4',
	),
	confack: octets(
		'28ff16f000124b00aabbccdd00000009000100010103aa6c71ba40c947edd7eea36d10cc42034152',
	),
	RKX: octets('9aa1e92c6bdbc7b9ecb9ac9da6c3eb19'),
	RC1: octets('faf5dea2adc6d7b0772aa6489389fb24'),
	rekey: octets(
		'2bff16f000124b00aabbccdd00000007000100010102a9799a309584559578540e3d832e77c49ea8' + 'b45407',
	),
};

function octets(hex: string): Uint8Array {
	return Buffer.from(hex, 'hex');
}
