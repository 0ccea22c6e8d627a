/*
 * What a capture of the loopback has in it, part by part, as tshark counts it. The parts are told
 * by the marks in the capture, so that the file alone is the proof.
 */
import {tshark} from '../../sim/pcap/tshark.js';
import {type Count, NOTHING, PHASES, type PhaseCounts, sumOf} from './count.js';
import {MARK} from './loopback-capture.js';

/** TLS 1.3 adds the inner type and the tag to what a record carries: RFC 8446, 5.2. */
const RECORD_OVERHEAD = 1 + 16;
const UDP_HEADER_SIZE = 8;
const FIELDS = ['ip.len', 'tcp.len', 'udp.length', 'udp.payload', 'tls.record.length'];

/** Counts by the names of the marks; a part without packets counts nothing. */
export async function loopbackCounts(file: string): Promise<Map<string, Count>> {
	const printed = FIELDS.flatMap(field => ['-e', field]);
	// Ports are whatever was free: what they carry is told by what it looks like.
	const asIs = ['-n', '-o', 'tcp.try_heuristic_first:TRUE'];
	const lines = await tshark(['-r', file, ...asIs, '-T', 'fields', ...printed]);
	const counts = new Map<string, Count>();
	let part = 'begin';
	for (const line of lines.split('\n').filter(text => text !== '')) {
		const [ip = '', tcp = '', udp = '', payload = '', records = ''] = line.split('\t');
		const marked = markIn(payload);
		part = marked ?? part;
		const before = counts.get(part) ?? NOTHING;
		if (marked !== undefined) counts.set(part, before);
		else counts.set(part, sumOf([before, packet({ip, tcp, udp, records})]));
	}
	return counts;
}

/** The counts of a way that was marked by the names of its phases. */
export async function phaseCounts(file: string): Promise<PhaseCounts> {
	const counts = await loopbackCounts(file);
	const of = (name: string) => counts.get(name) ?? NOTHING;
	// Records of the handshake carry nothing of the application.
	const open = {...of('open'), applicationOctets: 0};
	const rest = PHASES.filter(phase => phase !== 'open').map(phase => [phase, of(phase)]);
	return {open, ...Object.fromEntries(rest)} as PhaseCounts;
}

interface Packet {
	readonly ip: string;
	readonly tcp: string;
	readonly udp: string;
	readonly records: string;
}

function packet({ip, tcp, udp, records}: Packet): Count {
	const sizes = records.split(',').filter(size => size !== '');
	return {
		packets: 1,
		octets: Number(ip),
		carriedOctets: tcp === '' ? Number(udp) - UDP_HEADER_SIZE : Number(tcp),
		applicationOctets: sizes.reduce((sum, size) => sum + Number(size) - RECORD_OVERHEAD, 0),
	};
}

function markIn(payload: string): string | undefined {
	const text = Buffer.from(payload, 'hex').toString('latin1');
	return text.startsWith(MARK) ? text.slice(MARK.length) : undefined;
}
