/*
 * Who may publish and subscribe to what in a fleet with keys: a node to its own topics, and to
 * those that are nobody's.
 *
 *   sensor/<ClientId>/..     actuator/<ClientId>/..     that client alone
 *   anything else                                       whoever wants to publish; nobody listens
 */
import type {Access} from '../gateway/access.js';

const OWNED: readonly (string | undefined)[] = ['sensor', 'actuator'];

export const ownTopics: Access = {
	mayPublish: (clientId, topicName) => {
		const [kind, owner] = topicName.split('/');
		return !OWNED.includes(kind) || owner === clientId;
	},
	maySubscribe: (clientId, filter) => {
		const [kind, owner] = filter.split('/');
		return OWNED.includes(kind) && owner === clientId;
	},
};
