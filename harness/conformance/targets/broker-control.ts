/*
 * Stands between a gateway and its broker and lets it fail on demand.
 *
 *   cut       every open link is closed, and lost() told
 *   refuse    open() is answered by what was given, and the broker never hears of it
 *   hold      published() waits until release()
 *
 * Knows no MQTT-SN. Answers of its own go through `schedule`, never from inside a question.
 */
import type {
	Broker,
	BrokerListener,
	BrokerPort,
	LinkId,
	LinkOptions,
	OpenOutcome,
	PublishOutcome,
	Token,
} from '../../broker/port.js';
import type {BrokerControl} from '../gateway-target.js';

type Refusal = Exclude<OpenOutcome, {kind: 'accepted'}>;

export class FailingBroker implements BrokerControl {
	readonly #broker: Broker;
	readonly #schedule: (run: () => void) => void;
	readonly #open = new Set<LinkId>();
	#port!: BrokerPort;
	#listener!: BrokerListener;
	#refusal: Refusal | undefined;
	#held: (() => void)[] | undefined;
	acknowledgedCount = 0;

	constructor(broker: Broker, schedule: (run: () => void) => void) {
		this.#broker = broker;
		this.#schedule = schedule;
	}

	/** Takes one listener: a gateway has one port. */
	readonly broker: Broker = listener => {
		this.#listener = listener;
		this.#port = this.#broker(this.#listening(listener));
		return this.#asking();
	};

	cut(): void {
		for (const link of this.#open) {
			this.#port.close(link);
			this.#schedule(() => this.#listener.lost(link));
		}
		this.#open.clear();
	}

	refuse(outcome: Refusal | undefined): void {
		this.#refusal = outcome;
	}

	hold(): void {
		this.#held ??= [];
	}

	release(): void {
		const held = this.#held ?? [];
		this.#held = undefined;
		for (const tell of held) this.#schedule(tell);
	}

	#listening(listener: BrokerListener): BrokerListener {
		return {
			opened: (link, outcome) => listener.opened(link, outcome),
			published: (...answer) => this.#published(...answer),
			subscribed: (link, token, granted) => listener.subscribed(link, token, granted),
			unsubscribed: (link, token) => listener.unsubscribed(link, token),
			message: (link, message) => listener.message(link, message),
			lost: link => {
				this.#open.delete(link);
				listener.lost(link);
			},
		};
	}

	#published(link: LinkId, token: Token, outcome: PublishOutcome): void {
		const tell = () => {
			if (this.#open.has(link)) this.#listener.published(link, token, outcome);
		};
		if (this.#held === undefined) tell();
		else this.#held.push(tell);
	}

	#asking(): BrokerPort {
		const port = this.#port;
		return {
			open: (link, options) => this.#opening(link, options),
			publish: (...asked) => port.publish(...asked),
			subscribe: (...asked) => port.subscribe(...asked),
			unsubscribe: (...asked) => port.unsubscribe(...asked),
			acknowledge: (link, delivery) => {
				this.acknowledgedCount += 1;
				if (this.#open.has(link)) port.acknowledge(link, delivery);
			},
			close: link => {
				if (this.#open.delete(link)) port.close(link);
			},
		};
	}

	#opening(link: LinkId, options: LinkOptions): void {
		const outcome = this.#refusal;
		if (outcome !== undefined) {
			this.#schedule(() => this.#listener.opened(link, outcome));
			return;
		}
		this.#open.add(link);
		this.#port.open(link, options);
	}
}
