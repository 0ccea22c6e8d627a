import test from 'ava';
import {Flash} from '../../sim/node/flash.js';
import {
	type Act,
	after,
	dry,
	fullFor,
	noise,
	opened,
	readable,
	settled,
	used,
} from './journal-bench.js';
import {type Journal, rcOf, rkOf, sessionSecretOf} from './journal-module.js';
import {type Cut, cutsOf, placesOf, stepsOf} from './power-cuts.js';

/*
 * The power fails at every step of every operation, clean and torn, and again in the repair. A state
 * is a line: generations of Recovery and Key, ceilings up and down, generation of Session.
 */

interface Case {
	readonly image: Uint8Array;
	readonly act: Act;
	/** Every state that may be found after a cut; the last is the one that is wanted. */
	readonly states: readonly string[];
	/** Secrets that are nowhere once the last state is found. */
	readonly gone?: readonly Buffer[];
}

const EPOCH = 0x0100_0000;
const OLD_KEY = [rkOf(3), sessionSecretOf(3)];

const provision = {
	act: (journal: Journal) => journal.provision(),
	states: ['- - - - -', '0 - - - -', '0 0 - - -'],
};
const writeKey = {
	act: (journal: Journal) => journal.writeKey(4),
	states: ['0 3 512 256 3', '0 4 512 256 -'],
	gone: OLD_KEY,
};
const recover = {
	act: (journal: Journal) => journal.writeKey(EPOCH),
	states: ['0 3 512 256 3', `${EPOCH} ${EPOCH} 512 256 -`],
	gone: [...OLD_KEY, rcOf(3)],
};
const raise = {
	act: (journal: Journal) => journal.writeCeiling('Uplink', 768),
	states: ['0 3 512 256 3', '0 3 768 256 3'],
};
const accept = {
	act: (journal: Journal) => journal.writeCeiling('Downlink', 256),
	states: ['0 3 512 - -', '0 3 512 256 -'],
};
const begin = {
	act: (journal: Journal) => journal.writeSession(3),
	states: ['0 3 512 - -', '0 3 512 - 3'],
};
const keep = {
	act: (journal: Journal) => journal.writeSession(3),
	states: ['0 3 512 256 3'],
};
const endDrought = {
	act: (journal: Journal) => journal.writeKey(4),
	states: ['0 3 512 256 3, 7 h', '0 4 512 256 -'],
	gone: OLD_KEY,
};
const endure = {
	act: (journal: Journal) => journal.writeDrought(8),
	states: ['0 3 512 256 3, 7 h', '0 3 512 256 3, 8 h'],
};
const forget = {
	act: (journal: Journal) => journal.forgetSession(),
	states: ['0 3 512 256 3', '0 3 512 256 -'],
};

const CASES: Record<string, Case> = {
	'the first key': {...provision, image: new Flash().image()},
	'the first key in a flash of zeros': {...provision, image: new Uint8Array(2048)},
	'the first key in a flash full of noise': {...provision, image: noise()},
	'the next key': {...writeKey, image: after(settled)},
	'the next key, for which the page turns,': {...writeKey, image: fullFor(writeKey.act)},
	'the key of a recovery': {...recover, image: after(settled)},
	'the key of a recovery, for which the page turns,': {...recover, image: fullFor(recover.act)},
	'a ceiling': {...raise, image: after(settled)},
	'a ceiling for which the page turns': {...raise, image: fullFor(raise.act)},
	'the first ceiling for what is received': {...accept, image: after(used)},
	'the first session': {...begin, image: after(used)},
	'a session written again': {...keep, image: after(settled)},
	'a session for which the page turns': {...keep, image: fullFor(keep.act)},
	'one more hour without keys': {...endure, image: after(dry)},
	'one more hour without keys, for which the page turns,': {
		...endure,
		image: fullFor(endure.act, dry),
	},
	'the key that ends the hours without': {...endDrought, image: after(dry)},
	'the end of a session': {...forget, image: after(settled)},
};

const wherever = test.macro<[Case]>({
	title: (claim = '') => `fault/S2: ${claim} is there or not yet, wherever the power fails`,
	exec(t, {image, act, states, gone = []}) {
		const work = (flash: Flash) => void act(opened(flash));
		const cuts = [...cutsOf(image, work, [1, 2, 3, 4])];
		for (const cut of cuts) {
			const flash = new Flash(cut.image);
			const {state} = opened(flash);
			t.true(states.includes(state), `${state} after ${said(cut)}`);
			t.deepEqual(readable(flash.image(), state === states.at(-1) ? gone : []), [], said(cut));

			if (state !== states.at(-1)) t.true(act(opened(flash)), said(cut));
			t.is(opened(flash).state, states.at(-1)!, said(cut));
			t.deepEqual(readable(flash.image(), gone), [], said(cut));
		}
		t.is(placesOf(cuts), 2 * stepsOf(image, work));
	},
});

const again = test.macro<[Case]>({
	title: (claim = '') => `fault/S2: ${claim} is found the same where the repair is cut as well`,
	exec(t, {image, act, states, gone = []}) {
		for (const cut of cutsOf(image, flash => void act(opened(flash)))) {
			const state = stateOf(cut.image);
			const cuts = [...cutsOf(cut.image, opened)];
			for (const nested of cuts) {
				const flash = new Flash(nested.image);
				t.is(opened(flash).state, state, `${said(cut)}, then ${said(nested)}`);
				t.deepEqual(readable(flash.image(), state === states.at(-1) ? gone : []), []);
			}
			t.is(placesOf(cuts), 2 * stepsOf(cut.image, opened));
		}
	},
});

for (const [claim, one] of Object.entries(CASES)) {
	test(claim, wherever, one);
	test(claim, again, one);
}

test('fault/P9: what a turn that was cut has copied is gone before the next key', t => {
	const image = fullFor(keep.act);
	for (const cut of cutsOf(image, flash => void keep.act(opened(flash)))) {
		const flash = new Flash(cut.image);
		t.true(writeKey.act(opened(flash)));
		t.deepEqual(readable(flash.image(), OLD_KEY), [], said(cut));
	}
});

test('fault/P5: of two whole keys the newer is written once more before the older is zeroised', t => {
	const cuts = [...cutsOf(after(settled), flash => void writeKey.act(opened(flash)))];
	const both = cuts.find(({torn, image}) => !torn && stateOf(image) === writeKey.states[1])!;
	t.true(Buffer.from(both.image).includes(rkOf(3)), 'before the older key is touched');
	const flash = new Flash(both.image);
	opened(flash);
	t.not(placeOf(rkOf(4), flash.image()), placeOf(rkOf(4), both.image));
});

function stateOf(image: Uint8Array): string {
	return opened(new Flash(image)).state;
}

function placeOf(secret: Buffer, image: Uint8Array): number {
	return Buffer.from(image).indexOf(secret);
}

function said({step, torn, seed}: Cut): string {
	return `${torn ? `torn by seed ${seed}` : 'clean'} at step ${step}`;
}
