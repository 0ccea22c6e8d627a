/*
 * Certificates for tests and for `compare`: a CA of one's own, and what it signs, in a folder that is thrown away.
 *
 *   ca  --signs-->  broker (127.0.0.1, localhost)     client (CN anna)     stranger signs itself
 */
import {execFile, spawnSync} from 'node:child_process';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {promisify} from 'node:util';
import {EnvironmentError} from '../errors.js';

const run = promisify(execFile);
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Why openssl cannot be used here, or undefined. Under CI=true that is an error instead. */
export function opensslMissing(): string | undefined {
	const {error} = spawnSync('openssl', ['version']);
	if (error === undefined) return undefined;
	const what = 'openssl is not installed';
	if (process.env['CI'] !== 'true') return what;
	throw new EnvironmentError(what, {cause: error, hint: 'apt-get install openssl'});
}

export class ThrowAwayCa {
	readonly folder: string;

	private constructor(folder: string) {
		this.folder = folder;
	}

	static async create(): Promise<ThrowAwayCa> {
		const ca = new ThrowAwayCa(await mkdtemp(path.join(tmpdir(), 'ca-')));
		await ca.#certify('ca', ['-subj', '/CN=throw-away CA']);
		const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
		await ca.#certify('broker', [...ca.#signed(), '-subj', '/CN=localhost', '-addext', names]);
		await ca.#certify('client', [...ca.#signed(), '-subj', '/CN=anna']);
		await ca.#certify('stranger', ['-subj', '/CN=anna']);
		return ca;
	}

	fileOf(name: string): string {
		return path.join(this.folder, name);
	}

	/** `ca.pem`, `client.pem`, `client.key` and so on, as text. */
	read(name: string): Promise<string> {
		return readFile(this.fileOf(name), 'utf8');
	}

	/** A certificate of its own for `commonName` in `name.pem` and `name.key`; or one that is over. */
	async sign(name: string, commonName: string, {isOver = false} = {}): Promise<void> {
		const [csr, pem] = [this.fileOf(`${name}.csr`), this.fileOf(`${name}.pem`)];
		const ask = ['-keyout', this.fileOf(`${name}.key`), '-out', csr, '-subj', `/CN=${commonName}`];
		await run('openssl', ['req', '-new', ...CURVE, ...ask]);
		const serial = ['-set_serial', `0x${Buffer.from(name).toString('hex')}`];
		const how = ['-in', csr, '-out', pem, '-days', isOver ? '-1' : '2', ...serial];
		await run('openssl', ['x509', '-req', ...this.#signed(), ...how]);
	}

	async remove(): Promise<void> {
		await rm(this.folder, {recursive: true});
	}

	#signed(): string[] {
		return ['-CA', this.fileOf('ca.pem'), '-CAkey', this.fileOf('ca.key')];
	}

	async #certify(name: string, how: readonly string[]): Promise<void> {
		const out = ['-keyout', this.fileOf(`${name}.key`), '-out', this.fileOf(`${name}.pem`)];
		await run('openssl', ['req', '-x509', ...CURVE, '-days', '2', ...out, ...how]);
	}
}
