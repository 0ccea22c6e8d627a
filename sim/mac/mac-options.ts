/* What a MAC is given. */
import type {StreamKey} from '../kernel/random.js';
import type {Scheduler} from '../kernel/scheduler.js';
import type {Trace} from '../kernel/trace.js';
import type {Medium} from '../phy/medium.js';
import type {PsduPool} from '../phy/psdu-pool.js';
import type {LinkSecurity} from './link-security.js';
import type {Pib} from './pib.js';

export interface MacOptions {
	readonly scheduler: Scheduler;
	readonly trace: Trace;
	readonly pool: PsduPool;
	readonly medium: Medium;
	readonly radioCount: number;
	readonly pib: Pib;
	/** Frames that wait or are being sent, per radio; one more is refused. */
	readonly queueMax: number;
	readonly luck: StreamKey;
	/** Protects data frames and lets no other in; none if not said. */
	readonly security?: LinkSecurity | undefined;
}
