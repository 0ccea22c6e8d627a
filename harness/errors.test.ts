import test from 'ava';
import {cannotWrite, EnvironmentError, UsageError} from './errors.js';

test('several mistakes of the user are several lines', t => {
	const error = new UsageError(['a.yaml:1:1: first', 'a.yaml:2:1: second']);
	t.is(error.message, 'a.yaml:1:1: first\na.yaml:2:1: second');
	t.is(error.exitCode, 2);
});

test('an error of the environment says what to do, and keeps its cause', t => {
	const cause = new Error('ECONNREFUSED');
	const error = new EnvironmentError('no broker', {cause, hint: 'start one'});
	t.is(error.message, 'no broker; start one');
	t.is(error.cause, cause);
	t.is(error.exitCode, 3);
});

test('an error of the environment without advice ends after what happened', t => {
	t.is(new EnvironmentError('no broker').message, 'no broker');
});

test('what cannot be written is the world, with its reason; a bug of ours stays one', t => {
	const denied = Object.assign(new Error('open'), {code: 'EACCES'});
	t.like(cannotWrite('a.csv', denied), {message: 'cannot write to a.csv (EACCES)', exitCode: 3});
	const bug = new RangeError('event in the past');
	t.is(cannotWrite('a.csv', bug), bug);
});
