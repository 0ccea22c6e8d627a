/*
 * What can be asked of a node and is answered by a status alone. Each checks all of its arguments
 * before it does anything.
 *
 *   RESET       mode, 0                      control.ts sends the answer and lets the node restart
 *   CONFIG      [[key, value], ..]           while no app runs
 *   START       carrier, the line if absent
 *   STOP
 *   SET_TIME    t_us                         what nowUs() says at this moment
 *   INJECT      channel, value               nil takes it back
 *   SET_BAUD    rate                         baud.ts
 *   PROVISION   eui, fk, rc, batch           provisioning.ts
 *
 * There are no tests on a node, so TEST_LIST and TEST_RUN are unknown.
 */
import {beginApp} from '../app/app';
import {AppKind, CONFIG_KEYS} from '../config';
import {nameNode} from '../identity';
import {clock, config, line, packReader} from '../layout';
import {appKind} from '../settings';
import {changeBaudRate} from './baud';
import {Carrier, Op, Status} from './codes';
import {RunState} from './line';
import {takeIdentity} from './provisioning';

const US_PER_MS: u32 = 1000;
/** The only channel that an app reads. */
const CHANNEL: u32 = 0;

/** Does `op` with the `args` arguments that the reader stands before. */
export function operate(op: u32, args: u32): Status {
	switch (op) {
		case Op.Reset:
			return reset(args);
		case Op.Config:
			return configure(args);
		case Op.Start:
			return start(args);
		case Op.Stop:
			return stop();
		case Op.SetTime:
			return setTime(args);
		case Op.Inject:
			return inject(args);
		case Op.SetBaud:
			return args < 1 ? Status.BadArgument : changeBaudRate(packReader.readWord());
		case Op.Provision:
			return takeIdentity(args);
		default:
			return Status.UnknownOp;
	}
}

/** To be called at boot, when it is clear whether there is an app. */
export function beginLine(): void {
	line.run = appKind() === AppKind.None ? RunState.Blank : RunState.Running;
}

function reset(args: u32): Status {
	return args >= 1 && packReader.readWord() === 0 ? goodIf(!packReader.bad) : Status.BadArgument;
}

function configure(args: u32): Status {
	if (line.run !== RunState.Blank) return Status.WrongState;
	const from = packReader.at;
	if (args < 1 || !passSettings(false)) return Status.BadArgument;
	packReader.at = from;
	return goodIf(passSettings(true));
}

/** True where each setting is a key that there is, and a number. */
function passSettings(keeps: bool): bool {
	const count = packReader.readArray();
	for (let i: u32 = 0; i < count && !packReader.bad; i++) {
		const size = packReader.readArray();
		const key = packReader.readWord();
		const value = packReader.readWord();
		if (size !== 2 || key >= u32(CONFIG_KEYS)) return false;
		if (keeps) store<u32>(config + usize(key) * 4, value);
	}
	return !packReader.bad;
}

function start(args: u32): Status {
	const carrier: u32 = args > 0 ? packReader.readWord() : u32(Carrier.Line);
	if (packReader.bad || carrier > u32(Carrier.Line)) return Status.BadArgument;
	if (line.run === RunState.Blank && appKind() === AppKind.None) return Status.WrongState;
	line.carries = carrier === u32(Carrier.Line);
	if (line.run === RunState.Blank) {
		nameNode();
		beginApp();
	}
	line.run = RunState.Running;
	return Status.Ok;
}

function stop(): Status {
	if (line.run !== RunState.Running) return Status.WrongState;
	line.run = RunState.Stopped;
	return Status.Ok;
}

function setTime(args: u32): Status {
	const timeUs = packReader.readWord();
	if (args < 1 || packReader.bad) return Status.BadArgument;
	line.offsetUs = timeUs - clock.nowMs * US_PER_MS;
	return Status.Ok;
}

function inject(args: u32): Status {
	const channel = packReader.readWord();
	if (args < 2 || packReader.bad || channel !== CHANNEL) return Status.BadArgument;
	const takesBack = packReader.takeNil();
	const value = takesBack ? 0 : packReader.readWord();
	if (packReader.bad) return Status.BadArgument;
	line.hasInjected = !takesBack;
	line.injected = i32(value);
	return Status.Ok;
}

function goodIf(holds: bool): Status {
	return holds ? Status.Ok : Status.BadArgument;
}
