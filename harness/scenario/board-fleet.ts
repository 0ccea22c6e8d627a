/*
 * The boards of a scenario, emulated or real, beside its simulated nodes: their lines are their
 * radios, and lead to the same gateways.
 *
 *   open        QEMU, line, HELLO                      before time begins
 *   provision   EUI and keys over the line             before time begins, where there are keys
 *   join        CONFIG, START at its time of start; then
 *
 *               board --datagram--> gateway            in the world's time when it is heard
 *               board --EVENT-----> trace              as a report of its radio number
 *               board <--datagram-- gateway
 *
 * A board that starts anew unasked is counted as a trap, and told again what to do. One that is
 * lost for good ends the run. Boards are dealt out to the gateways one by one.
 */
import {Event as Trace} from '../../sim/kernel/trace.js';
import type {World} from '../../sim/world.js';
import {EnvironmentError} from '../errors.js';
import type {Identity, ProvisionTarget} from '../keys/provision.js';
import type {News} from '../serial/news.js';
import {Qemu} from '../serial/qemu.js';
import {SerialBoard, type SerialOptions} from '../transport/serial.js';
import type {Line} from '../transport/side-by-side.js';
import {BoardTarget} from './board-target.js';
import type {BoardMember, BoardPlace} from './describe.js';

/** A machine that has twenty of them to start needs a while. */
const START_DEADLINE_MS = 60_000;
/** Of the gateway, as a board sees it. */
const GATEWAY = 1;
/** A line that is away for longer is lost. */
const AWAY_MS = 10_000;

/** Takes what a board says, from the one of this address. */
export type Receive = (from: string, datagram: Uint8Array) => void;

interface Standing {
	readonly member: BoardMember;
	readonly board: SerialBoard;
	readonly address: string;
	away?: NodeJS.Timeout | undefined;
}

export class BoardFleet {
	/** Boards that have started anew unasked. */
	traps = 0;
	readonly #heard: (() => void)[];
	readonly #processes: Qemu[] = [];
	readonly #standing: Standing[] = [];

	private constructor(heard: (() => void)[]) {
		this.#heard = heard;
	}

	/**
	 * Starts and opens all of `members`; what they say goes to `heard` once they have joined. An
	 * EnvironmentError where one does not answer, or runs another firmware; then none is left.
	 */
	static async open(
		members: readonly BoardMember[],
		heard: (() => void)[],
		buildId: string,
	): Promise<BoardFleet> {
		const fleet = new BoardFleet(heard);
		try {
			const opened = await Promise.allSettled(members.map(member => fleet.#open(member, buildId)));
			const failed = opened.find(one => one.status === 'rejected');
			if (failed !== undefined) throw failed.reason;
			fleet.#standing.sort((one, other) => one.member.radio - other.member.radio);
			return fleet;
		} catch (error) {
			await fleet.close();
			throw error;
		}
	}

	/** Where the keys of each go, in the order of their numbers. */
	get targets(): ProvisionTarget[] {
		return this.#standing.map(({board, address}) => {
			const target = new BoardTarget(board);
			return {provision: identity => provisioned(target, identity, address)};
		});
	}

	/** The lines that end at gateway `index` of `count`. */
	linesOf(index: number, count: number): Line[] {
		return this.#standing
			.filter((_, at) => at % count === index)
			.map(({board, address}) => {
				const send = (datagram: Uint8Array) => void board.send(GATEWAY, datagram);
				return {address, send: (_to, datagram) => send(datagram), broadcast: send};
			});
	}

	/** From now on what they say is heard, and each starts when its time comes. */
	join(world: World, receivers: readonly Receive[]): void {
		this.#standing.forEach((standing, at) => {
			const {member, board, address} = standing;
			const receive = receivers[at % receivers.length]!;
			board.listener = {
				onDatagram: (_to, octets) => void this.#heard.push(() => receive(address, octets)),
				onNews: news => this.#told(world, standing, news),
			};
			world.after(member.bootUs, () => this.#start(standing));
		});
	}

	/** Ends every process and lets go of every port. */
	async close(): Promise<void> {
		const standing = this.#standing.splice(0);
		for (const {away} of standing) clearTimeout(away);
		await Promise.all(standing.map(({board}) => board.close()));
		await Promise.all(this.#processes.splice(0).map(qemu => qemu.stop()));
	}

	async #open(member: BoardMember, buildId: string): Promise<void> {
		const {kind} = member.place;
		const way = await this.#wayTo(member.place);
		const board = await SerialBoard.open({...way, deadlineMs: START_DEADLINE_MS});
		this.#standing.push({member, board, address: member.name.replace(' ', '-')});
		const {device} = board.line.link;
		if (device?.buildId !== buildId) {
			throw new EnvironmentError(`${member.name} runs build ${device?.buildId}, not ${buildId}`, {
				hint: 'build its image anew: node build/scripts/build-firmware.js --board BOARD',
			});
		}
		// Nobody knows what it was told before.
		if (kind === 'serial') await board.reset();
	}

	async #wayTo(place: BoardPlace): Promise<Pick<SerialOptions, 'port' | 'lost'>> {
		if (place.kind === 'serial') return place;
		const qemu = await Qemu.start(place);
		this.#processes.push(qemu);
		qemu.failed.catch((error: unknown) => this.#fail(error));
		await qemu.run();
		return {port: qemu.port, lost: qemu.failed};
	}

	#start(standing: Standing): void {
		const {board, member} = standing;
		board.start(member.settings).catch((error: unknown) => {
			// A line that is away comes back, or is lost for good: #away() says so.
			if (standing.away === undefined) this.#fail(error);
		});
	}

	#told(world: World, standing: Standing, news: News): void {
		const {radio} = standing.member;
		if (news.kind === 'event') {
			const {event, value, octets} = news.event;
			this.#heard.push(() => world.trace.event(Trace.report, radio, event, value, octets));
		} else if (news.kind === 'restart' && !news.commanded) {
			this.traps += 1;
			this.#heard.push(() => world.trace.event(Trace.trap, radio, 0, 0));
			this.#start(standing);
		} else if (news.kind === 'state') {
			this.#away(standing, news.state !== 'ready');
		}
	}

	#away(standing: Standing, isAway: boolean): void {
		if (isAway === (standing.away !== undefined)) return;
		clearTimeout(standing.away);
		const {name} = standing.member;
		const lost = () => this.#fail(new EnvironmentError(`${name} is lost: its line is silent`));
		standing.away = isAway ? setTimeout(lost, AWAY_MS) : undefined;
	}

	/** Whoever turns the world hears of it there. */
	#fail(error: unknown): void {
		this.#heard.push(() => {
			throw error;
		});
	}
}

/** A board that has keys keeps them, and they are not those of this run. */
async function provisioned(target: ProvisionTarget, identity: Identity, name: string) {
	const outcome = await target.provision(identity);
	if (outcome === 'done') return outcome;
	throw new EnvironmentError(`${name} has keys of another fleet; erase its flash`);
}
