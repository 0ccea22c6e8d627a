import test from 'ava';
import {callGraph, deepest, LIBGCC_STACK} from './call-graph.js';

const FIRST = `graph: { title: "a.c"
node: { title: "run" label: "run\\na.c:1:1\\n16 bytes (static)" }
node: { title: "a.c:near" label: "near\\na.c:2:1\\n40 bytes (static)" }
node: { title: "far" label: "far\\na.h:3:1" shape : ellipse }
edge: { sourcename: "run" targetname: "a.c:near" label: "a.c:4:1" }
edge: { sourcename: "run" targetname: "far" }
`;
const SECOND = `node: { title: "far" label: "far\\nb.c:1:1\\n32 bytes (static)" }
edge: { sourcename: "far" targetname: "__aeabi_uidiv" }
`;

test('the deepest way goes through all objects, and libgcc costs what is stated', t => {
	t.deepEqual(deepest(callGraph([FIRST, SECOND]), 'run'), {
		bytes: 16 + 32 + LIBGCC_STACK,
		way: ['run', 'far', '__aeabi_uidiv'],
	});
});

test('a function of an object that is not there is refused', t => {
	t.throws(() => deepest(callGraph([FIRST]), 'run'), {message: /stack of far/});
});

test('a circle of calls is refused', t => {
	const circle = 'edge: { sourcename: "far" targetname: "run" }\n';
	t.throws(() => deepest(callGraph([FIRST, SECOND, circle]), 'run'), {message: /calls itself/});
});

test('a call through a pointer is refused', t => {
	const pointer = 'edge: { sourcename: "far" targetname: "__indirect_call" }\n';
	t.throws(() => deepest(callGraph([FIRST, SECOND, pointer]), 'run'), {message: /__indirect_call/});
});

test('a stack that grows as it runs is refused', t => {
	const grows = 'node: { title: "far" label: "far\\nb.c:1:1\\n32 bytes (dynamic)" }\n';
	t.throws(() => callGraph([grows]), {message: /far: a stack that is not static/});
});
