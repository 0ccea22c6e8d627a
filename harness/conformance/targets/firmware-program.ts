/*
 * Our firmware as the command of the control hook, for use and for an example:
 *
 *   motebench conform client --udp 127.0.0.1:0 --scale 20 --control 'node .../firmware-program.js'
 */
import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import type {Order} from '../control.js';
import {FirmwareOverUdp} from './firmware-over-udp.js';

const module = new WebAssembly.Module(readFileSync(new URL('../../../node.wasm', import.meta.url)));
const nodes: FirmwareOverUdp[] = [];

for await (const line of createInterface({input: process.stdin})) {
	const order = JSON.parse(line) as Order;
	const node = await FirmwareOverUdp.start(module, order, answer =>
		console.log(JSON.stringify(answer)),
	);
	nodes.push(node);
}
for (const node of nodes) await node.close();
