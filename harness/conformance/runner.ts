/*
 * Runs cases, each before a target of its own opening, and judges how its script ended.
 *
 * A case that is not over in time has failed: every wait ends. What a script throws besides
 * Deviation and Unsupported is a defect of ours and travels up.
 */
import {type Case, Deviation, type NamedCase, type Result, Unsupported} from './case.js';

/** What a bench is to the runner. */
export interface Judged {
	readonly transcript: {readonly lines: readonly string[]};
	close(): Promise<void>;
}

export interface Run<Bench extends Judged> {
	readonly cases: readonly NamedCase<Bench>[];
	/** A fresh bench; Unsupported where the target cannot be set up as the case wants it. */
	readonly open: (one: NamedCase<Bench>) => Promise<Bench>;
	/** So many cases at a time; 1 unless given. */
	readonly parallel?: number;
	readonly judged?: (result: Result) => void;
}

/** The results in the order of the cases, whatever came to its end first. */
export async function runCases<Bench extends Judged>(run: Run<Bench>): Promise<Result[]> {
	const results = new Map<NamedCase<Bench>, Result>();
	const work = async (queue: Iterator<NamedCase<Bench>>): Promise<void> => {
		for (let {done, value} = queue.next(); !done; {done, value} = queue.next()) {
			const result = await runCase(value, run.open);
			results.set(value, result);
			run.judged?.(result);
		}
	};
	const together = run.cases.filter(({alone}) => !alone).values();
	await Promise.all(Array.from({length: run.parallel ?? 1}, () => work(together)));
	await work(run.cases.filter(({alone}) => alone).values());
	return run.cases.map(one => results.get(one)!);
}

/** One case from first to last. */
export async function runCase<Bench extends Judged>(
	one: NamedCase<Bench>,
	open: Run<Bench>['open'],
): Promise<Result> {
	let bench: Bench | undefined;
	try {
		bench = await open(one);
		return judged(one, await one.script(bench));
	} catch (error) {
		return explained(one, error, bench?.transcript.lines ?? []);
	} finally {
		await bench?.close();
	}
}

function judged<Bench>(one: NamedCase<Bench>, seen: unknown): Result {
	const {readings} = one;
	if (readings === undefined) return {...headOf(one), verdict: 'pass'};
	if (typeof seen !== 'string' || !readings.includes(seen)) {
		throw new RangeError(`${one.id} has no reading "${seen}"`);
	}
	return {...headOf(one), verdict: 'ambiguous', readings, reading: seen};
}

function explained<Bench>(
	one: NamedCase<Bench>,
	error: unknown,
	octets: readonly string[],
): Result {
	if (error instanceof Unsupported) {
		return {...headOf(one), verdict: 'not supported', reason: error.message};
	}
	if (!(error instanceof Deviation)) throw error;
	return {...headOf(one), verdict: 'fail', reason: error.message, octets: [...octets]};
}

function headOf<Bench>({id, clause, title}: NamedCase<Bench>): Pick<
	Case<Bench>,
	'clause' | 'title'
> & {
	readonly id: string;
} {
	return {id, clause, title};
}
