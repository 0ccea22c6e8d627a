/*
 * Commands to the nodes, and what changes of all traffic while the run goes on: an alarm, a night,
 * or what a fork of a run that was kept tries out.
 */
import {z} from 'zod';
import {duration, HOUR, qos} from './terms.js';

const commandsSchema = z
	.strictObject({
		every: duration(100, 24 * HOUR, 'Every actuator gets a command once in this time.'),
		qos: qos.prefault(1),
	})
	.transform(({every, ...rest}) => ({everyMs: every, ...rest}));

const every = (description: string) => duration(10, 24 * HOUR, description).optional();

const changeSchema = z
	.strictObject({
		at: duration(0, 168 * HOUR, 'From when on; what is due already still comes when it is due.'),
		nodes: z
			.string({error: 'the name of a group of sensors'})
			.describe('Whose samples: a group of sensors; all of them, unless given.')
			.optional(),
		samplesEvery: every('Time between two samples.'),
		jitter: duration(
			0,
			24 * HOUR,
			'Each of these periods is longer or shorter by up to this.',
		).optional(),
		commandsEvery: every('Every actuator gets a command once in this time.'),
	})
	.refine(({samplesEvery, commandsEvery}) => samplesEvery ?? commandsEvery, {
		error: 'samplesEvery or commandsEvery',
	})
	.refine(({samplesEvery = 0, jitter = 0}) => jitter <= samplesEvery, {
		path: ['jitter'],
		error: 'no more than the period `samplesEvery`',
	})
	.transform(({at, nodes, samplesEvery, jitter = 0, commandsEvery}) => ({
		atMs: at,
		nodes,
		samplesEveryMs: samplesEvery,
		jitterMs: jitter,
		commandsEveryMs: commandsEvery,
	}));

export const trafficSchema = z.strictObject({
	commands: commandsSchema.optional(),
	changes: z
		.array(changeSchema, {error: 'a list'})
		.describe('Other periods from some time on.')
		.optional(),
});
