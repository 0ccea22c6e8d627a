/* Every case for gateways, by family. */
import type {Family} from '../case.js';
import type {GatewayBench} from '../gateway-bench.js';
import {connecting} from './connecting.js';
import {delivering} from './delivering.js';
import {discovery} from './discovery.js';
import {exactlyOnce} from './exactly-once.js';
import {flags} from './flags.js';
import {forwarding} from './forwarding.js';
import {framing} from './framing.js';
import {lifetime} from './lifetime.js';
import {publishing} from './publishing.js';
import {registering} from './registering.js';
import {sleeping} from './sleeping.js';
import {subscribing} from './subscribing.js';
import {willing} from './willing.js';
import {withoutConnection} from './without-connection.js';

export const gatewayFamilies: readonly Family<GatewayBench>[] = [
	framing,
	flags,
	discovery,
	connecting,
	willing,
	registering,
	publishing,
	exactlyOnce,
	withoutConnection,
	subscribing,
	delivering,
	lifetime,
	sleeping,
	forwarding,
];
