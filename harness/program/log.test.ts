import test from 'ava';
import {Log, type LogForm} from './log.js';

test('a line of JSON has time, event and fields', t => {
	const {time, ...rest} = JSON.parse(line('json', 'listening', {udp: '[::1]:1884', count: 2})) as {
		time: string;
	};
	t.deepEqual(rest, {event: 'listening', udp: '[::1]:1884', count: 2} as unknown as typeof rest);
	t.is(new Date(time).toISOString(), time);
});

test('a line of text is one line, whatever its values are', t => {
	const said = line('text', 'stopped', {why: 'a "b"\nc', ok: true, empty: ''});
	t.is(said.replace(/^\S+/, ''), ' stopped why="a \\"b\\"\\nc" ok=true empty=""');
});

function line(form: LogForm, event: string, fields: Record<string, string | number | boolean>) {
	const lines: string[] = [];
	new Log(form, said => lines.push(said)).event(event, fields);
	return lines.join('|');
}
