/*
 * A node without power, from strike to heal: a reboot if it is short, an empty battery if it is
 * long. It forgets everything, and what it was sending was never sent.
 */
import type {Fault} from './fault.js';

export class PowerLoss implements Fault {
	#struck = false;

	/** `setPower` takes the node's power or gives it back. */
	constructor(private readonly setPower: (on: boolean) => void) {}

	strike(): void {
		if (this.#struck) return;
		this.#struck = true;
		this.setPower(false);
	}

	heal(): void {
		if (!this.#struck) return;
		this.#struck = false;
		this.setPower(true);
	}
}
