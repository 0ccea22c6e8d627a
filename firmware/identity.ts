/* Who a node is: its ClientId is its EUI-64, 16 lower-case hexadecimal digits. */
import {clientId} from './layout';
import {euiHigh, euiLow} from './settings';
import {appendHex} from './text';

export function nameNode(): void {
	appendHex(appendHex(clientId, euiHigh()), euiLow());
}
