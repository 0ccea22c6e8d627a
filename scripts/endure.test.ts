/*
 * The program itself, small: what dies here dies hundreds of times in a real run of it.
 */
import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test from 'ava';
import {mosquittoMissing} from '../harness/broker/mosquitto.js';

const program = fileURLToPath(new URL('endure.js', import.meta.url));

test('a gateway that dies three times loses nothing and doubles nothing, up or down', async t => {
	const missing = mosquittoMissing();
	if (missing !== undefined) {
		t.log(`skipped: ${missing}`);
		t.pass();
		return;
	}
	const args = ['--kills', '3', '--clients', '8', '--every', '800', '--victim', 'gateway'];
	const {stdout} = await promisify(execFile)(process.execPath, [program, ...args, '--json']);
	const count = JSON.parse(stdout) as Record<string, unknown>;
	t.like(count, {gatewayDeaths: 3, endedByItself: 0, lost: 0, doubledAtQos2: 0, notServed: 0});
	t.like(count, {down: {subscribers: 4, lost: 0, doubledAtQos2: 0, control: {lost: 0}}});
	const {down, acknowledged} = count as {down: {acknowledged: number}; acknowledged: number};
	t.true(acknowledged > 8, 'each client was served');
	t.true(down.acknowledged > 4, 'each subscriber was sent something');
});
