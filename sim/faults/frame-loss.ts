/*
 * A share of all frames is lost on the way, ACKs among them, whatever the power: the MAC may try
 * again. What is lost arrives with an FCS that does not fit, as it would.
 */
import type {AirHandle} from './bit-flip.js';
import type {Fault} from './fault.js';
import type {LinkLuck} from './luck.js';

export interface FrameLossOptions {
	/** How many of all frames, 0 to 1. */
	readonly share: number;
	readonly luck: LinkLuck;
}

export class FrameLoss implements Fault {
	#heal: (() => void) | undefined;

	constructor(
		private readonly air: AirHandle,
		private readonly options: FrameLossOptions,
	) {}

	strike(): void {
		if (this.#heal !== undefined) throw new RangeError('struck already');
		const {share, luck} = this.options;
		this.#heal = this.air.strike((sender, receiver, octets) => {
			if (luck(sender, receiver, 0) >= share) return false;
			octets[octets.length - 1] ^= 0xff;
			return true;
		});
	}

	heal(): void {
		this.#heal?.();
		this.#heal = undefined;
	}
}
