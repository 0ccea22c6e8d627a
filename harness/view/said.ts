/*
 * What server and page say to each other as JSON; the tape itself goes as it is, in binary.
 * Types alone: both sides share them.
 */
import type {Ending} from './reel.js';
import type {Source} from './source.js';
import type {Stage} from './stage.js';

export type FromServer =
	| {readonly say: 'hello'; readonly stage: Stage; readonly mode: Source['mode']}
	/** A run that goes on has come so far; the tape up to there was sent before. */
	| {readonly say: 'reached'; readonly us: number}
	| ({readonly say: 'end'} & Ending)
	| {
			readonly say: 'memory';
			readonly radio: number;
			/** -1 where there is no memory to be seen. */
			readonly timeUs: number;
			/** In base64. */
			readonly octets: string;
	  };

export type FromPage =
	| {readonly ask: 'memory'; readonly radio: number}
	| {readonly ask: 'allow'; readonly us: number}
	| {readonly ask: 'one'};
