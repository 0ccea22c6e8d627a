import test from 'ava';
import {addressOfNode, nodeIdOf} from './node-id.js';

const pairs = [
	['127.0.0.1:1884', '7f000001075c'],
	['255.255.255.255:65535', 'ffffffffffff'],
	['[::1]:1', `${'00'.repeat(15)}010001`],
	['[2001:db8::7:0:1]:258', '20010db8000000000000000700000001' + '0102'],
	['[fe80::1%eth0]:1884', `fe80${'00'.repeat(13)}01075c65746830`],
] as const;

for (const [address, hex] of pairs) {
	test(`${address} and its octets stand for each other`, t => {
		t.is(Buffer.from(nodeIdOf(address)).toString('hex'), hex);
		t.is(addressOfNode(Buffer.from(hex, 'hex')), address);
	});
}

test('two ways to write a place give the same octets', t => {
	t.deepEqual(nodeIdOf('[0:0:0:0:0:0:0:1]:1'), nodeIdOf('[::1]:1'));
	t.deepEqual(nodeIdOf('[::ffff:1.2.3.4]:1'), nodeIdOf('[::ffff:102:304]:1'));
});

test('octets that are no place have no address', t => {
	const none = ['', '00', '7f0000010000', '7f00000107', '7f000001075c00', `${'00'.repeat(18)}`];
	for (const hex of [...none, `${'00'.repeat(15)}01000125`.slice(0, -4)]) {
		t.is(addressOfNode(Buffer.from(hex, 'hex')), undefined, hex);
	}
});
