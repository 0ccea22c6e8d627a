import test from 'ava';
import type {Answer, Order} from '../control.js';
import {launchCommand} from './control-command.js';

const ORDER: Order = {
	task: {does: 'publish', topic: 'short', qos: 2},
	gateways: ['127.0.0.1:1884'],
	scale: 5,
};

test('a command is told its order in one line, and answers in lines', async t => {
	const {answers} = await ranWith(`read line; echo '{"delivered":"one"}'; echo noise; ${ECHO}`);
	t.deepEqual(answers, [{delivered: 'one'}, {delivered: JSON.stringify(ORDER)}]);
});

test('at the end of its input a command ends by itself', async t => {
	const {ended} = await ranWith('cat > /dev/null; exit 4');
	t.is(ended, 'ended with 4');
});

test('one that does not is ended by SIGTERM', async t => {
	const {ended} = await ranWith('exec sleep 600');
	t.is(ended, 'ended with SIGTERM');
});

test('one that is deaf to that is killed, and what it has started too', async t => {
	t.timeout(10_000);
	const {ended} = await ranWith(`trap '' TERM; sleep 600 & wait; sleep 600`);
	t.is(ended, 'ended with SIGKILL');
});

test('a command that never reads harms nobody', async t => {
	const {ended} = await ranWith('exec 0<&-; exit 0');
	t.is(ended, 'ended with 0');
});

/** Says the line that was read as a payload, as it is. */
const ECHO = `printf '{"delivered":%s}\\n' "$(printf %s "$line" | sed 's/"/\\\\"/g; s/.*/"&"/')"`;

async function ranWith(command: string): Promise<{answers: Answer[]; ended: string}> {
	const answers: Answer[] = [];
	const {ended, stop} = launchCommand(command)(ORDER, answer => answers.push(answer));
	await stop();
	return {answers, ended: await ended};
}
