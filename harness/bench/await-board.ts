/*
 * A board that has started, until it has said who it is.
 *
 *   waits   HELLO answered, this board and build   -> good
 *   waits   HELLO answered by another              -> EnvironmentError: wrong board, wrong image
 *   waits   PANIC, FAULT                           -> DeviceReset: the firmware's own doing
 *   waits   nothing in time                        -> EnvironmentError, with what can be done
 */
import {EnvironmentError} from '../errors.js';
import type {Device} from '../serial/device.js';
import type {News} from '../serial/news.js';
import type {SerialLine} from '../serial/serial-line.js';
import {newsLine} from './lines.js';
import {Deadline, DeviceReset} from './phases.js';
import {portTrouble} from './trouble.js';

export interface Expected {
	readonly path: string;
	readonly boardId: string;
	/** In hexadecimal; undefined: any. */
	readonly buildId: string | undefined;
}

/** Waits for HELLO, at most `deadlineMs`. */
export async function awaitBoard(
	line: SerialLine,
	expected: Expected,
	deadlineMs: number = Deadline.hello,
): Promise<Device> {
	const crashed = new Promise<never>((_, reject) => {
		line.onNews = news => {
			if (isCrash(news)) reject(new DeviceReset(newsLine(news)));
		};
	});
	try {
		const device = await Promise.race([line.ready(deadlineMs), crashed]);
		mustBe(expected, device);
		return device;
	} catch (error) {
		throw error instanceof EnvironmentError ? portTrouble(error, expected.path) : error;
	} finally {
		line.onNews = undefined;
	}
}

function isCrash({kind}: News): boolean {
	return kind === 'panic' || kind === 'fault';
}

function mustBe({path, boardId, buildId}: Expected, device: Device): void {
	if (device.boardId !== boardId) {
		const hint = 'another board answers there, or it runs the image of another';
		throw new EnvironmentError(`${path} is ${device.boardId}, not ${boardId}`, {hint});
	}
	if (buildId === undefined || device.buildId === buildId) return;
	throw new EnvironmentError(`${path} runs build ${device.buildId}, the image is ${buildId}`, {
		hint: 'it was not written, or is not what was built last: flash it again',
	});
}
