/*
 * Which port is which board: bench.yaml, a list that belongs to a desk and not to the project.
 *
 *   - board: nrf52840dk
 *     port: /dev/serial/by-id/usb-SEGGER_J-Link_000683534322-if00
 *
 * Of a line other keys are passed over. With two boards of an id nobody may guess which is meant.
 */
import {readFileSync} from 'node:fs';
import {parse, YAMLParseError} from 'yaml';
import {z} from 'zod';
import {EnvironmentError, UsageError} from '../errors.js';

const FILE = 'bench.yaml';

const benchSchema = z.array(
	z.object({board: z.string(), port: z.string().optional(), enabled: z.boolean().optional()}),
);

/** The port of the one board `id` in `file`; a UsageError where that is none, or more than one. */
export function benchPort(id: string, file = FILE): string {
	const lines = benchSchema.safeParse(contentOf(file));
	if (!lines.success) throw new UsageError(`${file} is no list of boards and their ports`);
	const ports = lines.data
		.filter(({board, enabled}) => board === id && enabled !== false)
		.flatMap(({port}) => (port === undefined ? [] : [port]));
	if (ports.length === 1) return ports[0]!;
	const why = ports.length === 0 ? 'no port' : `${ports.length} ports: ${ports.join(', ')}`;
	throw new UsageError(`${file} has ${why} for ${id}; name one as serial:PORT`);
}

function contentOf(file: string): unknown {
	try {
		return parse(readFileSync(file, 'utf8'));
	} catch (error) {
		if (error instanceof YAMLParseError) throw new UsageError(`${file}: ${error.message}`);
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
		throw new EnvironmentError(`there is no ${file} that names the port of a board`, {
			hint: 'name it as serial:PORT',
			cause: error,
		});
	}
}
