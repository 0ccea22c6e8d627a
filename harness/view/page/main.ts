/*
 * The page begins: it joins the run that its server shows, and draws until it is closed.
 *
 *   opening    hello            -> showing   live or recorded
 *   opening    closed           -> gone
 *   showing    end              -> showing   a run that went on is recorded from now on
 *   showing    closed           -> showing   what has come stays
 */
import type {FromServer} from '../said.js';
import {byId, setText} from './dom.js';
import {Link} from './link.js';
import {Page} from './page.js';
import {View} from './view.js';

let view: View | undefined;
let page: Page | undefined;

const link = new Link({said, chunk, closed});
requestAnimationFrame(draw);

function draw(nowMs: number): void {
	page?.draw(nowMs);
	requestAnimationFrame(draw);
}

function said(message: FromServer): void {
	if (message.say === 'hello') begin(message);
	if (view === undefined) return;
	if (message.say === 'reached') {
		view.playback.knownUs = Math.max(view.playback.knownUs, message.us);
	} else if (message.say === 'memory') remember(view, message);
	else if (message.say === 'end') finish(view, message);
}

function remember(
	shown: View,
	{radio, timeUs, octets}: Extract<FromServer, {say: 'memory'}>,
): void {
	const decoded = Uint8Array.from(atob(octets), letter => letter.charCodeAt(0));
	shown.memory = {radio, timeUs, octets: decoded};
}

function begin({stage, mode}: Extract<FromServer, {say: 'hello'}>): void {
	view = new View(stage, mode);
	page = new Page(view, message => link.say(message));
	document.title = `${stage.scenario} - motebench`;
	setText(byId('scenario'), stage.scenario);
	setText(byId('seed'), `seed 0x${stage.seed.toString(16)}`);
	badge(mode === 'recorded' ? 'recorded' : 'live');
	notice(mode === 'recorded' ? 'Reading the trace …' : 'Waiting for the first event …');
}

function chunk(octets: Uint8Array<ArrayBuffer>): void {
	if (view === undefined) return;
	const {tape, series, playback} = view;
	tape.append(octets);
	series.take(tape);
	playback.knownUs = Math.max(playback.knownUs, tape.endUs);
	playback.grown(tape);
	notice('');
	page?.grown();
}

function finish(shown: View, ending: Extract<FromServer, {say: 'end'}>): void {
	shown.ending = ending;
	shown.playback.growing = false;
	shown.playback.knownUs = Math.max(ending.endUs, shown.tape.endUs);
	if (shown.mode !== 'recorded') badge('ended');
	if (shown.tape.count === 0) notice(ending.remark ?? 'Nothing has happened in this run.');
	page?.grown();
}

function closed(): void {
	badge('gone');
	if (view === undefined) notice('There is no run here. Is motebench still running?');
	else if (view.ending === undefined) {
		byId('notice').classList.add('corner');
		notice('motebench has ended; what has come until then can be looked at.');
		view.playback.growing = false;
	}
}

function badge(mode: string): void {
	byId('mode').dataset['mode'] = mode;
	setText(byId('mode'), mode);
}

function notice(text: string): void {
	setText(byId('notice'), text);
}
