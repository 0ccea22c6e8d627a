/*
 * world.json, read and checked: an older or a broken file is refused in words, not with a stack.
 */
import {z} from 'zod';
import {UsageError} from '../errors.js';
import {RADIO_KINDS, type Stage} from './stage.js';

const amount = z.number().min(0);

const currents = z.object({
	rxUa: amount,
	txUa: amount,
	sleepUa: amount,
	startUpUa: amount.optional(),
	startUpUs: amount.optional(),
	cpuUa: amount.optional(),
	cpuUsPerFrame: amount.optional(),
	cpuUsPerReport: z.record(z.string(), amount).optional(),
	sensorUa: amount.optional(),
	sensorUs: amount.optional(),
	leakUa: amount.optional(),
});

const stageSchema = z.object({
	version: z.literal(1),
	scenario: z.string(),
	description: z.string(),
	seed: z.number(),
	durationMs: z.number().positive(),
	area: z.object({widthM: z.number().positive(), heightM: z.number().positive()}),
	radios: z.array(
		z.object({
			kind: z.enum(RADIO_KINDS),
			name: z.string(),
			xM: z.number().optional(),
			yM: z.number().optional(),
			bootUs: amount,
			clientId: z.string().optional(),
			currents: currents.optional(),
		}),
	),
	areas: z.array(z.object({at: amount, size: amount, name: z.string(), what: z.string()})),
});

/** The stage in `text`, the content of `file`. A UsageError for what is none. */
export function parseStage(text: string, file: string): Stage {
	const parsed = stageSchema.safeParse(jsonOf(text, file));
	if (parsed.success) return parsed.data as Stage;
	const [issue] = parsed.error.issues;
	throw new UsageError(
		`${file}: ${issue!.path.join('.') || 'the file'}: ${issue!.message}; run the scenario again to have it written anew`,
	);
}

function jsonOf(text: string, file: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		throw new UsageError(`${file} is no JSON: ${error.message.replaceAll(/\s+/g, ' ')}`);
	}
}
