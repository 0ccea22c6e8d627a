/* Which app runs on this node: the config says so at boot. Without one a node is mute for ever. */
import {AppKind} from '../config';
import {beginSession} from '../exchange/connection';
import {registration} from '../layout';
import {appKind} from '../settings';
import {beginActuator} from './actuator';
import {beginWill} from './last-words';
import {beginSensor, pollSensor} from './sensor';

export function beginApp(): void {
	switch (appKind()) {
		case AppKind.Sensor:
			beginSensor();
			break;
		case AppKind.Actuator:
			beginActuator();
			break;
		default:
			return;
	}
	beginWill();
	registration.reset();
	beginSession();
}

/** An actuator acts when it is told to; only a sensor follows the time. */
export function pollApp(): void {
	pollSensor();
}
