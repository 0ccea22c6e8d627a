import test from 'ava';
import {type Asked, Door} from './door.js';

const TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const good: Asked = {
	method: 'GET',
	url: `/${TOKEN}/style.css`,
	host: '127.0.0.1:8080',
	origin: undefined,
};

test('whoever names the server and its token comes in, with the path behind the token', t => {
	t.deepEqual(ask({}), {path: 'style.css'});
	t.deepEqual(ask({url: `/${TOKEN}/`}), {path: ''});
	t.deepEqual(ask({url: `/${TOKEN}/a/b.js?x=1`}), {path: 'a/b.js'});
	t.deepEqual(ask({host: 'localhost:8080'}), {path: 'style.css'});
	t.deepEqual(ask({origin: 'http://127.0.0.1:8080'}), {path: 'style.css'});
	t.deepEqual(ask({method: 'HEAD'}), {path: 'style.css'});
});

const refused: [who: string, change: Partial<Asked>, status: number][] = [
	['a wrong token', {url: `/${TOKEN.replace(/0$/, '1')}/style.css`}, 403],
	['a token that is one digit short', {url: `/${TOKEN.slice(1)}/`}, 403],
	['a token that is one digit long', {url: `/${TOKEN}0/`}, 403],
	['no token', {url: '/'}, 403],
	['no address', {url: undefined}, 400],
	['the address of a proxy', {url: `http://127.0.0.1:8080/${TOKEN}/`}, 400],
	['another name of this address', {host: 'evil.example:8080'}, 403],
	['another port', {host: '127.0.0.1:8081'}, 403],
	['no host', {host: undefined}, 403],
	['a page of another site', {origin: 'http://evil.example'}, 403],
	['a page that hides its site', {origin: 'null'}, 403],
	['the other name of this machine', {origin: 'http://localhost:8080'}, 403],
	['a method that changes something', {method: 'POST'}, 405],
];
for (const [who, change, status] of refused) {
	test(`${who} is refused with ${status}`, t => {
		t.deepEqual(ask(change), {status: status as 400 | 403 | 405});
	});
}

function ask(change: Partial<Asked>) {
	return new Door(8080, TOKEN).ask({...good, ...change});
}
