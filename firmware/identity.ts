/*
 * Who a node is: its ClientId is its EUI-64, 16 lower-case hexadecimal digits. A provisioned node
 * has the EUI-64 that its keys were made for, whatever the config says.
 */
import {clientId, desk, protection} from './layout';
import {readU32} from './security/octets';
import {euiHigh, euiLow} from './settings';
import {appendHex} from './text';

export function nameNode(): void {
	if (protection.provisioned) name(readU32(desk.eui), readU32(desk.eui + 4));
	else name(euiHigh(), euiLow());
}

function name(high: u32, low: u32): void {
	appendHex(appendHex(clientId, high), low);
}
