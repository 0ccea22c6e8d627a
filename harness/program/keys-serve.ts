/*
 * motebench keys serve: the key server as a process of its own, until it is told to stop. The log
 * goes to standard error.
 */
import {type Command, Option} from 'commander';
import {KeyProgram} from '../keys/key-program.js';
import {hostPort} from '../transport/udp-address.js';
import {Log, type LogForm} from './log.js';
import {textIn} from './settings-file.js';
import {untilStopped} from './until-stopped.js';

interface Options {
	readonly listen: string;
	readonly ca: string;
	readonly cert: string;
	readonly key: string;
	readonly log: LogForm;
}

export function addServe(keys: Command, exit: (code: number) => void): void {
	keys
		.command('serve <dir>')
		.description('answer gateways, over mutual TLS')
		.requiredOption('--listen <host:port>', 'where gateways reach it, such as 127.0.0.1:8884')
		.requiredOption('--ca <file>', "PEM of the CA that signed the gateways' certificates")
		.requiredOption('--cert <file>', 'PEM of its own certificate')
		.requiredOption('--key <file>', 'PEM of its key')
		.addOption(
			new Option('--log <form>', 'lines on standard error')
				.choices(['text', 'json'])
				.default('text'),
		)
		.action(async (folder: string, options: Options) => {
			const log = new Log(options.log, line => process.stderr.write(`${line}\n`));
			const [ca, cert, key] = [options.ca, options.cert, options.key].map(textIn);
			const credentials = {ca: ca!, cert: cert!, key: key!};
			const listen = hostPort(options.listen);
			await untilStopped(() =>
				KeyProgram.start({
					...{folder, listen, credentials},
					log: (event, fields) => log.event(event, fields),
				}),
			);
			log.event('stopped');
			exit(0);
		});
}
