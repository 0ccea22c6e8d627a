/*
 * Codes and verdicts. Tests hold each table against whoever prints the code.
 */
import {entriesOf} from './entry.js';

export const EXIT_CODES = entriesOf('exit code', [
	['0', 'Good: everything that was expected was met.'],
	[
		'1',
		'An expectation failed, or a case of a suite, or the firmware trapped.',
		'Look for the lines with a cross, then at lost and doubled in summary.json.',
	],
	[
		'2',
		'A mistake in the command or in a file. The line says which file, line and column.',
		'Mend what the line names; --help shows examples.',
	],
	[
		'3',
		'The world is not as needed: no broker, no port, no board, no program. Nothing was judged.',
		'Start or install what the line names; motebench doctor looks at all of it.',
	],
	[
		'4',
		'Inconclusive: this machine was too slow for the boards, a deadline passed unseen, or the seeds of a baseline scatter too much to tell.',
		'Run it again with fewer boards or on an idle machine; make a baseline of more seeds. It is neither good nor bad.',
	],
	[
		'5',
		'Nothing was judged: no test, no run or no shard was there.',
		'Look at the pattern, or at the folders that were named.',
	],
	[
		'6',
		'Worse than the baseline, by more than luck explains.',
		'motebench diff finds the first event in which two runs part.',
	],
	[
		'70',
		'A bug of motebench. The last line replays it.',
		'Report it with that line and the version.',
	],
	['130', 'Interrupted by Ctrl-C. Files were written up to that moment.'],
]);

export const VERDICTS = entriesOf('verdict', [
	['pass', 'The test did what it promises.'],
	['fail', 'The test failed, and the bench was sound.', 'Read the lines below the title.'],
	['skip', 'The test was not run, for the reason beside it.'],
	[
		'quarantined',
		'It failed, and bench.yaml says that it may for now.',
		'Mend it, then remove it there.',
	],
	['flaky', 'It passed at a later attempt. The first failure is kept in the report.'],
	[
		'infra',
		'The bench failed: flash, port, probe or USB. Says nothing on the firmware.',
		'motebench doctor, then look at the cable.',
	],
	[
		'device-reset',
		'The board started anew without being told to.',
		'Look for a panic before it: motebench monitor BOARD.',
	],
	[
		'inconclusive',
		'The machine or the line was too slow to tell.',
		'Run it again on an idle machine.',
	],
	['passed', 'Every expectation of the run was met.'],
	['failed', 'An expectation of the run was not met, or a node trapped.', 'See exit code 1.'],
	['interrupted', 'The run was stopped before its end.'],
]);

export const PANICS = entriesOf('panic of the firmware', [
	['1', 'Field: a codec was asked to build what the specification does not allow.'],
	['2', 'Size: a message would not fit its buffer.'],
	['3', 'RequestBusy: a request was begun while another one waited.'],
	['4', 'Time: a duration of zero.'],
	['5', 'Index: beyond the end of a table.'],
	['6', 'State: an event that this state cannot meet.'],
	['64', 'Reset: nothing is broken, RESET came over the line.'],
]).map(entry => ({
	...entry,
	todo:
		entry.code === '64'
			? ''
			: 'A bug of the firmware: the run replays it by its seed, the page shows what it knew.',
}));

export const RETURN_CODES = entriesOf('return code of MQTT-SN', [
	['0', 'Accepted.'],
	['1', 'Rejected: congestion. A client waits T_WAIT, five minutes or more, and asks again.'],
	['2', 'Rejected: invalid topic id. A client registers the topic anew.'],
	['3', 'Rejected: not supported.'],
]);

export const RESETS = entriesOf('reason why a board started', [
	['0', 'Power on.'],
	['1', 'Commanded: RESET came over the line.'],
	['2', 'Panic: the firmware trapped. The PANIC frame before it has the code and the address.'],
	['3', 'Fault: the processor did, for instance by an address that is none.'],
	['4', 'Watchdog: the firmware did not come back in time.'],
	['5', 'Pin: somebody pressed the button, or the probe did.'],
	['6', 'Brownout: the supply fell too low.', 'Look at the battery or the cable.'],
]);

export const LOSSES = entriesOf('reason of a lost message', [
	[
		'given up by the node',
		'The node had no room or no more attempts: Nretry times no answer came.',
		'Look at the gateway in reach and at congestion: collisions, retries, channelAccessFailures.',
	],
	[
		'not repeated at QoS 0',
		'It was sent once, and lost. That is what QoS 0 promises.',
		'Use QoS 1.',
	],
	[
		'still on its way at the end',
		'The run ended, a minute of grace included, and it had not arrived.',
		'A longer duration, or look at why the node waits: sleep, back-off, a rest after a refusal.',
	],
]);
