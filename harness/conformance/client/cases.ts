/* Every case for clients, by family. */
import type {Family} from '../case.js';
import type {ClientBench} from '../client-bench.js';
import {exactlyOnce} from './exactly-once.js';
import {framing} from './framing.js';
import {joining} from './joining.js';
import {lifetime} from './lifetime.js';
import {publishing} from './publishing.js';
import {receiving} from './receiving.js';
import {sleeping} from './sleeping.js';
import {willing} from './willing.js';

export const clientFamilies: readonly Family<ClientBench>[] = [
	framing,
	joining,
	willing,
	publishing,
	exactlyOnce,
	receiving,
	lifetime,
	sleeping,
];
