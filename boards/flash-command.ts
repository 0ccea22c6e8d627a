/*
 * The command that puts an image on a board, as a program and its arguments: no shell reads it.
 *
 *   openocd  args..  -c "adapter serial SN"  -c "program IMAGE verify reset exit"
 *
 * Runs nothing.
 */
import type {Board} from './schema.js';

export interface FlashTask {
	/** Path of the image. */
	readonly image: string;
	/** The serial number of the probe; needed where more than one could be meant. */
	readonly probe?: string;
}

/** Program and arguments; undefined for a board that nothing is known to flash. */
export function flashCommand({flash}: Board, {image, probe}: FlashTask): string[] | undefined {
	if (flash === undefined) return undefined;
	const chosen = probe === undefined ? [] : ['-c', flash.serial.replace('{sn}', probe)];
	// Braces keep a path together in the tool's own language, Tcl.
	const program = flash.program.replace('{image}', () => `{${image}}`);
	return [flash.tool, ...flash.args, ...chosen, '-c', program];
}
