/*
 * For the test with kill -9: a key server and a device in a process of its own, that tells each
 * generation that was confirmed.
 */

import {Suite} from '../security/frames.js';
import {EUI, GATEWAYS, luck, TestDevice} from './bench.js';
import {Ear} from './ear.js';
import {KeyServer} from './key-server.js';
import {LmdbRowStore} from './lmdb-row-store.js';

/** Goes from generation to generation until somebody kills it. */
export async function workUntilKilled(folder: string, rootHex: string): Promise<never> {
	const [{gwid, gwId}] = GATEWAYS;
	const store = LmdbRowStore.open(folder, {
		failed: error => {
			throw error;
		},
	});
	if (typeof store === 'number') throw new Error('the folder is held');
	const later = (run: () => void) => void setImmediate(run);
	const server = new KeyServer({store, now: () => 1_000_001, entropy: luck(5), later});
	const ear = new Ear();
	const port = server.attach(gwid, ear);
	const device = new TestDevice(EUI, Buffer.from(rootHex, 'hex'));
	for (let token = 1; ; token += 1) {
		port.hello({token, gwId, sid: token, suite: Suite.compact, hello: device.hello()});
		await ear.hears(new RegExp(`granted ${token}$`));
		device.accepts(ear.accept!);
		port.conf({eui: device.eui, ...device.conf()});
		await ear.hears(new RegExp(`confirmed ${device.generation}$`));
		process.send!(device.generation);
	}
}
