/*
 * The bench: boards on a table, the probes and ports they hang on, and the tests that run on them.
 *
 *   boards    what is known          board.yaml        catalogue
 *   devices   what is plugged in     sysfs, bench.yaml locate
 *   doctor    what is missing
 *   flash     an image onto a board  a tool's argv     flasher
 *   monitor   what a board says      a recording       lines, playback
 *   test      the same tests on a simulated node, an emulated board, a real one: phases, verdict
 *
 * Knows no protocol but that of the serial line, and no test.
 */
import type {Command} from 'commander';
import {addBoards} from './boards-command.js';
import {addDevices} from './devices-command.js';
import {addDoctor} from './doctor-command.js';
import {addFlash} from './flash-command.js';
import {addMonitor} from './monitor-command.js';
import {addTest} from './test-command.js';

/** Adds the verbs of the bench to `program`; `exit` takes the exit code of each. */
export function addBench(program: Command, exit: (code: number) => void): void {
	addBoards(program, exit);
	addDevices(program, exit);
	addDoctor(program, exit);
	addFlash(program, exit);
	addMonitor(program, exit);
	addTest(program, exit);
}
