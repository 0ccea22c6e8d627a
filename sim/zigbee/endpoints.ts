/*
 * MQTT-SN among the applications of a device: its profile, its cluster, and the endpoints that
 * stand for ports.
 *
 *   61616, a gateway's side   endpoint 1        61617, a client's side   endpoint 2
 */

/** In the range of test profiles: what others do not know is taken for the Cluster Library's. */
export const PROFILE = 0x7f01;
export const CLUSTER = 0x0001;

const PORT_OF_ENDPOINT_0 = 61_615;
const ENDPOINT_MAX = 0xf0;
const GATEWAY_SIDE = 1;

/** Whether a port has an endpoint here. */
export function hasEndpoint(port: number): boolean {
	return port > PORT_OF_ENDPOINT_0 && port <= PORT_OF_ENDPOINT_0 + ENDPOINT_MAX;
}

export function endpointOf(port: number): number {
	return port - PORT_OF_ENDPOINT_0;
}

export function portOf(endpoint: number): number {
	return PORT_OF_ENDPOINT_0 + endpoint;
}

/** Whether what comes from a port is what a gateway says. */
export function isGatewaySide(port: number): boolean {
	return endpointOf(port) === GATEWAY_SIDE;
}
