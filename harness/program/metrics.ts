/*
 * Numbers for Prometheus, in its text format 0.0.4, at http://127.0.0.1:PORT/metrics. Only this
 * machine can ask: whoever wants more puts a proxy before it.
 *
 *   # TYPE motebench_gateway_delivered_total counter
 *   motebench_gateway_delivered_total 17
 *
 * Knows no gateway: numbers and their names are handed in with each question.
 */
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {EnvironmentError} from '../errors.js';

const HOST = '127.0.0.1';
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface Numbers {
	/** Numbers that only grow; `_total` is added to their names. */
	readonly counters: Readonly<Record<string, number>>;
	readonly gauges: Readonly<Record<string, number>>;
}

/** The text of `numbers`; names are camelCase, and `prefix` stands before each. */
export function metricsText(prefix: string, {counters, gauges}: Numbers): string {
	const lines = [
		...Object.entries(counters).map(([name, value]) => sample(`${prefix}${name}Total`, value)),
		...Object.entries(gauges).map(([name, value]) => sample(`${prefix}${name}`, value)),
	];
	return lines.join('');
}

function sample(camelCase: string, value: number): string {
	const name = camelCase.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
	return `# TYPE ${name} ${name.endsWith('_total') ? 'counter' : 'gauge'}\n${name} ${value}\n`;
}

export class MetricsServer {
	readonly url: string;
	readonly #server: Server;

	private constructor(server: Server) {
		this.#server = server;
		this.url = `http://${HOST}:${(server.address() as AddressInfo).port}/metrics`;
	}

	/** Listens at `port`, 0 for any; an EnvironmentError where it is taken. `text` answers. */
	static async open(port: number, text: () => string): Promise<MetricsServer> {
		const server = createServer((request, response) => {
			const known = request.url === '/metrics';
			const asked = request.method === 'GET' || request.method === 'HEAD';
			const status = known ? (asked ? 200 : 405) : 404;
			response.writeHead(status, {'content-type': CONTENT_TYPE});
			response.end(status === 200 ? text() : undefined);
		});
		try {
			await once(server.listen(port, HOST), 'listening');
		} catch (cause) {
			throw new EnvironmentError(`cannot serve metrics at ${HOST}:${port}`, {
				cause,
				hint: 'choose another --metrics port',
			});
		}
		return new MetricsServer(server);
	}

	async close(): Promise<void> {
		const closed = once(this.#server, 'close');
		this.#server.close();
		this.#server.closeAllConnections();
		await closed;
	}
}
