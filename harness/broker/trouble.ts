/*
 * Why a broker is not reached, or does not let us in: in words for whoever can mend it. Nothing
 * of what we have shown to the broker is repeated.
 */
import {isFailure, returnCodeOf} from './reason-code.js';

/** What MQTT.js, TLS or a socket fails with. */
export type Failure = Error & {readonly code?: unknown};

/** CONNACK: MQTT 3.1.1, table 3.1. */
const REFUSALS: readonly (string | undefined)[] = [
	undefined,
	'it does not speak this version of MQTT (1)',
	'it does not take this client id (2)',
	'it is not available (3)',
	'user name or password is wrong (4)',
	'user, password, certificate or client id is not allowed (5)',
];

const WORDS: Readonly<Record<string, string>> = {
	ECONNREFUSED: 'connection refused',
	ENOTFOUND: 'the host is not known',
	EAI_AGAIN: 'the host is not known',
	// What we find wrong with the broker's certificate.
	CERT_HAS_EXPIRED: 'its certificate has expired',
	CERT_NOT_YET_VALID: 'its certificate is not valid yet',
	ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is of another host',
	SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by a CA that we do not know',
	DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by a CA that we do not know',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by a CA that we do not know',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by a CA that we do not know',
	CERT_SIGNATURE_FAILURE: 'its certificate is signed by a CA that we do not know',
	// What it finds wrong with ours: RFC 8446, 6.2.
	ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'it says that our certificate has expired',
	ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'it does not know the CA of our certificate',
	ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it wants a certificate of ours',
	ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'it wants a certificate of ours, or another cipher',
	ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS at that port',
};

/** The return code (1 to 5) of a broker that has refused us, or undefined where none has. */
export function refusalIn(failure: Failure | undefined): number | undefined {
	const code = failure?.code;
	if (typeof code !== 'number') return undefined;
	const returnCode = isFailure(code) ? returnCodeOf(code) : code;
	return returnCode > 5 ? undefined : returnCode;
}

/** What went wrong before a link was open; undefined is a connection that just ended. */
export function wordsFor(failure: Failure | undefined): string {
	const refusal = REFUSALS[refusalIn(failure) ?? 0];
	if (refusal !== undefined) return refusal;
	if (failure === undefined) return 'the connection was closed before CONNACK';
	if (failure.message === 'connack timeout') return 'no CONNACK in time';
	return WORDS[String(failure.code)] ?? failure.message;
}
