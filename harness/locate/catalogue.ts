/*
 * The boards that there are: a folder with a board.yaml each.
 *
 *   FOLDER/<id>/board.yaml      id: the name of its folder
 *   FOLDER/common/*.c           what firmware.sources may name
 *
 * Knows nothing of what is plugged in.
 */
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Board, boardSchema} from '../../boards/schema.js';
import {UsageError} from '../errors.js';
import {type Complaint, mustBeContent, readBy} from '../yaml/complaint.js';
import {nearest} from '../yaml/nearest.js';
import {YamlSource} from '../yaml/yaml-source.js';

/** The boards that come with the package. */
export const BOARDS = fileURLToPath(new URL('../../../boards', import.meta.url));

/** All boards of `folder`, by name. A UsageError where one of them makes no sense. */
export function boardsIn(folder = BOARDS): Board[] {
	return idsIn(folder).map(id => readBoard(folder, id));
}

/** The one of `boards` that is called `id`; a UsageError where there is none. */
export function boardCalled(id: string, boards: readonly Board[]): Board {
	const board = boards.find(one => one.id === id);
	if (board !== undefined) return board;
	const ids = boards.map(one => one.id);
	const meant = nearest(id, ids);
	const question = meant === undefined ? `there are ${ids.join(', ')}` : `did you mean ${meant}?`;
	throw new UsageError(`no board is called ${id}, ${question}`);
}

/** What is wrong in `folder`, a line each, as file:line:column: what. */
export function lint(folder = BOARDS): string[] {
	return idsIn(folder).flatMap(id => complaintsOf(() => readBoard(folder, id)));
}

/** The same of one board.yaml, whose folder is named as the board. */
export function lintBoard(file: string): string[] {
	const folder = path.dirname(path.resolve(file));
	return complaintsOf(() => readBoard(path.dirname(folder), path.basename(folder)));
}

/** The lines of the UsageError that `read` ends in; none where it ends well. */
export function complaintsOf(read: () => unknown): string[] {
	try {
		read();
		return [];
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return error.message.split('\n');
	}
}

function idsIn(folder: string): string[] {
	if (!existsSync(folder)) throw new UsageError(`${folder}: there is no such folder`);
	return readdirSync(folder)
		.filter(id => existsSync(path.join(folder, id, 'board.yaml')))
		.sort();
}

function readBoard(folder: string, id: string): Board {
	const file = path.join(folder, id, 'board.yaml');
	const source = new YamlSource(readFileSync(file, 'utf8'), path.relative('', file));
	const board = readBy(boardSchema, source);
	mustBeContent([...complaints(board, folder, id)], source);
	return board;
}

function* complaints(board: Board, folder: string, id: string): Generator<Complaint> {
	if (board.id !== id) yield {path: ['id'], expected: `${id}, as its folder`};
	for (const [index, file] of (board.firmware?.sources ?? []).entries()) {
		if (existsSync(path.join(folder, 'common', file))) continue;
		yield {path: ['firmware', 'sources', index], expected: 'a file of boards/common'};
	}

	for (const [index, {serial}] of (board.serial?.match ?? []).entries()) {
		if (serial === undefined || isPattern(serial)) continue;
		yield {path: ['serial', 'match', index, 'serial'], expected: 'a regular expression'};
	}
}

function isPattern(text: string): boolean {
	try {
		new RegExp(text);
		return true;
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}
