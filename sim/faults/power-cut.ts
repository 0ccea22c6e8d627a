/*
 * The power of a node fails for a second: now, or at a step of its flash.
 *
 *   step k, clean   before the k-th program or erase from now on (1 is the next)
 *   step k, torn    within it: some bits are as they were to be, some are not
 *
 * Only the flash survives. A cut that waits for a step and is healed before it comes never comes.
 */
import type {Fault} from './fault.js';

/** What a power cut may touch of a node. */
export interface PowerHandle {
	/** Cuts the power now. */
	cutPower(): void;
	readonly flash: {
		/** Cuts it `step` steps from now (0 is the next), torn where there is luck. */
		cutAt(step: number, luck?: () => number): void;
		spare(): void;
	};
}

export interface PowerCutOptions {
	/** The step of the flash, from 1; now, if not given. */
	readonly step?: number | undefined;
	/** 32 random bits at each call, where the step is to be torn. */
	readonly torn?: (() => number) | undefined;
}

export class PowerCut implements Fault {
	constructor(
		private readonly node: PowerHandle,
		private readonly options: PowerCutOptions = {},
	) {}

	strike(): void {
		const {step, torn} = this.options;
		if (step === undefined) this.node.cutPower();
		else this.node.flash.cutAt(step - 1, torn);
	}

	heal(): void {
		this.node.flash.spare();
	}
}
