/*
 * Which port is which board.
 *
 *   bench.yaml says port         that one
 *   sn is said, there or here    the port of that number, if the board could be it
 *   neither                      the one port that the board could be, and no other board; never the
 *                                first of several
 *
 * A probe that bench.yaml gives to another board is no candidate. Opens nothing.
 */
import type {Board} from '../../boards/schema.js';
import {EnvironmentError, UsageError} from '../errors.js';
import {BAUD_RATE, type PortName, portName} from '../serial/port-name.js';
import type {BenchEntry, BenchFacts} from './bench-file.js';
import {boardCalled} from './catalogue.js';
import {lineOf, type UsbPort} from './usb-port.js';

export interface Wanted {
	/** A name of bench.yaml, or of a board. */
	readonly name: string;
	/** The serial number of its probe. */
	readonly sn?: string;
}

/** What is known of a bench when a board is looked for. */
export interface Surroundings {
	readonly boards: readonly Board[];
	readonly bench: BenchFacts;
	readonly ports: readonly UsbPort[];
}

export interface Located extends PortName {
	readonly board: Board;
	/** Of the probe; undefined where the only candidate has none. */
	readonly sn: string | undefined;
}

/** Whether `port` could be the line of `board`. */
export function couldBe({serial}: Board, port: UsbPort): boolean {
	if (serial === undefined) return false;
	if (port.interface !== undefined && port.interface !== serial.interface) return false;
	return serial.match.some(
		({vid, pid, serial: sn, product}) =>
			vid === port.vid &&
			(pid === undefined || pid === port.pid) &&
			(sn === undefined || new RegExp(sn).test(port.sn ?? '')) &&
			// Where the system does not tell the product, the rest must do.
			(product === undefined || port.product === undefined || port.product.includes(product)),
	);
}

/** The board that `name` is, plugged in or not, and what bench.yaml says of it. */
export function boardNamed(
	wanted: Wanted,
	{boards, bench}: Omit<Surroundings, 'ports'>,
): {board: Board; entry: BenchEntry | undefined} {
	const entry = entryOf(wanted, bench.boards);
	return {board: boardCalled(entry?.board ?? wanted.name, boards), entry};
}

/**
 * Where the board is. A UsageError where several could be meant or bench.yaml says otherwise, an
 * EnvironmentError where none is plugged in.
 */
export function locate(wanted: Wanted, around: Surroundings): Located {
	const {board, entry} = boardNamed(wanted, around);
	const sn = wanted.sn ?? entry?.sn;
	const baudRate = board.serial?.baud ?? BAUD_RATE;
	if (entry?.port !== undefined) return {board, sn, ...portName(entry.port, baudRate)};
	if ((board.serial?.match.length ?? 0) === 0) throw hasNoPort(board);
	mustNotBeAnother(board, sn, around.bench);
	const found = candidates(board, around).filter(port => sn === undefined || port.sn === sn);
	const [port] = found;
	if (port === undefined) throw notPluggedIn(board, sn, around.ports);
	if (found.length > 1) throw severalFit(board, found);
	if (sn === undefined) mustBeNoOther(port, around.boards);
	return {board, path: port.path, sn: port.sn, baudRate, socket: false};
}

function entryOf({name, sn}: Wanted, entries: readonly BenchEntry[]): BenchEntry | undefined {
	const [named] = entries.filter(entry => entry.name === name);
	const alike = entries.filter(entry => entry.board === name && entry.enabled);
	const chosen = named ?? alike.find(entry => sn !== undefined && entry.sn === sn);
	if (chosen?.enabled === false) throw new UsageError(`bench.yaml has ${name} switched off`);
	if (chosen !== undefined || sn !== undefined) return chosen;
	if (alike.length < 2) return alike[0];
	const names = alike.map(entry => entry.name ?? `--sn ${entry.sn ?? 'unknown'}`);
	throw new UsageError(`bench.yaml has ${alike.length} ${name}: say ${names.join(' or ')}`);
}

function candidates(board: Board, {bench, ports}: Surroundings): UsbPort[] {
	const others = bench.boards.filter(entry => entry.board !== board.id || !entry.enabled);
	const taken = new Set(others.map(({sn}) => sn).filter(sn => sn !== undefined));
	return ports.filter(port => couldBe(board, port) && !taken.has(port.sn ?? ''));
}

function mustNotBeAnother(board: Board, sn: string | undefined, {boards}: BenchFacts): void {
	const entry = sn === undefined ? undefined : boards.find(one => one.sn === sn);
	if (entry === undefined || entry.board === board.id) return;
	throw new UsageError(`sn ${sn} is a ${entry.board} by bench.yaml, not a ${board.id}`);
}

/** Some boards have the same debugger: what hangs on it, a person must say. */
function mustBeNoOther(port: UsbPort, boards: readonly Board[]): void {
	const ids = boards.filter(board => couldBe(board, port)).map(({id}) => id);
	if (ids.length < 2) return;
	const which = ids.join(' or ');
	throw new UsageError([
		`what is plugged in could be ${which}:`,
		list([port]),
		'say that it is meant by --sn, or what it is in bench.yaml',
	]);
}

function hasNoPort({id}: Board): EnvironmentError {
	const hint = `write it into bench.yaml: { board: ${id}, sn: ..., port: /dev/tty... }`;
	return new EnvironmentError(`nothing tells which port and probe are those of ${id}`, {hint});
}

function notPluggedIn(board: Board, sn: string | undefined, ports: readonly UsbPort[]) {
	const which = sn === undefined ? '' : ` with sn ${sn}`;
	const there =
		ports.length === 0 ? 'there is no serial port on USB' : `there are:\n${list(ports)}`;
	return new EnvironmentError(`no ${board.id}${which} is plugged in; ${there}`);
}

function severalFit({id}: Board, ports: readonly UsbPort[]): UsageError {
	return new UsageError([
		`${ports.length} ports could be ${id}:`,
		list(ports),
		'say which by --sn, or give them names in bench.yaml (motebench devices --write)',
	]);
}

function list(ports: readonly UsbPort[]): string {
	return ports.map(port => `  ${lineOf(port)}`).join('\n');
}
