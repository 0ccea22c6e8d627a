/*
 * Every bound of a node: what it costs in the page, and what happens when it is reached.
 * Below it the values that a config word of zero stands for.
 *
 * Knows no address; layout.ts spends these octets.
 */

/** All static memory ends below this address: what a small board can spare beside its stack. */
export const STATIC_BYTES_MAX: u32 = 8192;

/** 260 octets: Length 255, two more in its three-octet form. What is longer is malformed here. */
export const RX_FRAME_SIZE: u32 = 260;

/** 72 octets, twice: a PUBLISH with a full payload is the longest message a node sends. */
export const TX_FRAME_SIZE: u32 = 72;

/** 4 entries of 70 octets. A fifth message pushes out the oldest of QoS 0, or is refused. */
export const OUTBOX_MAX: u32 = 4;

/** 64 octets in each outbox entry. A longer payload is refused when it is offered. */
export const PAYLOAD_MAX: u32 = 64;

/** 8 entries of 20 octets. A ninth gateway gets the place of the weakest, if it is stronger. */
export const GATEWAYS_MAX: u32 = 8;

/** 4 entries of 44 octets. A further REGISTER is answered with "congestion". */
export const INBOUND_MAX: u32 = 4;

/** 16 entries of 4 octets. One more message of QoS 2 that waits for PUBREL pushes out the oldest. */
export const RELEASES_MAX: u32 = 16;

/** 40 octets in each topic. A longer name in a REGISTER is answered with "not supported". */
export const NAME_MAX: u32 = 40;

/** 40 octets. The will keeps its topic when a longer one is asked for. */
export const WILL_TOPIC_MAX: u32 = 40;

/** 64 octets. The will keeps its message when a longer one is asked for. */
export const WILL_MSG_MAX: u32 = 64;

/** MQTT-SN 1.2 allows 1 to 23; 16 hexadecimal digits name an EUI-64. */
export const CLIENT_ID_SIZE: u32 = 16;

/**
 * 1,024 octets of flash, twice: the journal's log and its spare. A full page makes the journal turn
 * to the other one. A board gives as many pages of its own, of at least this size.
 */
export const FLASH_PAGE_SIZE: u32 = 1024;

/** A message whose topic was registered anew this often is dropped: the peer will not learn it. */
export const REGISTRATIONS_MAX: u32 = 3;

/** 276 octets: a frame of the line with the longest payload. What is longer is no frame. */
export const LINE_RX_SIZE: u32 = 276;

/** 280 octets: the same, encoded, and a 00 on both sides. */
export const LINE_TX_SIZE: u32 = 280;

/** The longest message, what DGRAM_DOWN says of it, and some to spare. */
export const LINE_PAYLOAD_MAX: u32 = 270;

/**
 * What a host of the node keeps of the line while the node is busy: the longest frame, and a PING
 * behind it. It costs nothing in the page.
 */
export const LINE_RX_BUFFER: u32 = 320;

/** NVM gives so many octets of flash at once: they fit into a frame with room to spare. */
export const NVM_DUMP_MAX: u32 = 200;

/** The other end hears of so many octets at once; a third of what is kept for it. */
export const LINE_CREDIT_BYTES: u32 = 128;

/** And of fewer after so long. */
export const LINE_CREDIT_MS: u32 = 250;

/** A new baud rate is tried so long. */
export const LINE_TRIAL_MS: u32 = 500;

/** The steps of the time on the line: a node knows milliseconds. */
export const LINE_TICK_HZ: u32 = 1000;

/** Tretry. MQTT-SN 1.2, 7.2: 10 to 15 s. */
export const RETRY_MS: u32 = 10_000;

/** Tretry is longer by up to this part of it, by luck. */
export const RETRY_SPREAD: u32 = 64;

/** Nretry. MQTT-SN 1.2, 7.2: 3 to 5. */
export const RETRY_COUNT: u32 = 4;

/** Nretry has one octet on a board. */
export const RETRY_COUNT_MAX: u32 = 255;

/** Keep-alive in seconds. */
export const KEEP_ALIVE_S: u32 = 120;

/** The Duration of a CONNECT has 16 bits. */
export const KEEP_ALIVE_MAX_S: u32 = 65_535;

/** The Duration of a DISCONNECT has 16 bits. */
export const SLEEP_MAX_S: u32 = 65_535;

/** A gateway that leaves so many wakings in a row without PINGRESP is given up. */
export const WAKINGS_MISSED_MAX: u32 = 2;

/** TSEARCHGW. MQTT-SN 1.2, 7.2: 5 s. */
export const SEARCH_MS: u32 = 5_000;

/** TGWINFO. MQTT-SN 1.2, 7.2: 5 s. */
export const GWINFO_MS: u32 = 5_000;

/** The gap between two SEARCHGW doubles up to this. */
export const SEARCH_GAP_MAX_MS: u32 = 300_000;

/** TWAIT. MQTT-SN 1.2, 7.2: more than 5 minutes. */
export const WAIT_MS: u32 = 300_000;

/** GWINFO is gathered at least this long before the strongest gateway is taken. */
export const GATHER_MS: u32 = 500;

/** After DISCONNECT from the gateway a node waits up to this: its neighbours got one too. */
export const RECONNECT_MS: u32 = 2_000;

/** NADV. MQTT-SN 1.2, 7.2: 2 to 3. */
export const ADVERTISEMENTS_MISSED: u32 = 3;

/** GWINFO has no Duration: three times the least Tadv of MQTT-SN 1.2, 7.2, in seconds. */
export const GATEWAY_LIFETIME_S: u32 = 2_700;

/** A gateway that refused for good is left alone this long. */
export const SHUN_MS: u32 = 3_600_000;

/** HELLO is sent again after 2 s, then 4, 8, 16: SNAKE-128 2.5. */
export const HELLO_MS: u32 = 2_000;

/** An attempt sends HELLO so many times. */
export const HELLO_TRIES: u32 = 4;

/** An attempt with so many wrong ACCEPTs is over. */
export const BAD_MACS_MAX: u32 = 8;

/** Rests that are cut short in a row because there is another gateway to ask. */
export const SPARED_MAX: u32 = 3;

/** The rest between two failed attempts doubles from here .. */
export const REST_MS: u32 = 60_000;

/** .. to here. */
export const REST_MAX_MS: u32 = 3_600_000;

/** So many hours without keys, those before a boot among them, and a device tries recovery as well. */
export const RECOVERY_HOURS: u32 = 24;

/** Values of the counter that flash gives away at a time; as many are lost in a reboot. */
export const COUNTER_BLOCK: u32 = 256;

/** A gateway can move the counter so far by one message. */
export const COUNTER_JUMP_MAX: u32 = 1_024;

/** From here on new keys are wanted before the counter ends. */
export const COUNTER_RESERVE: u32 = 0xffff_0000;

/** So many wrong tags under one key and it is replaced. */
export const BAD_TAGS_MAX: u32 = 0x10_0000;

/** CONF and RESUME go out so often. */
export const CONF_TRIES: u32 = 3;

/** A gateway that leaves so many requests in a row unanswered may have lost its keys. */
export const UNANSWERED_MAX: u32 = 3;

/** Replaced keys are kept so long after the first record under the new ones. */
export const PREVIOUS_MS: u32 = 30_000;

/** Words without proof make a device ask at most this often. */
export const HINT_MS: u32 = 60_000;

/** The sensor's period. */
export const PERIOD_MS: u32 = 60_000;

/** No duration of the config is longer: 24 hours, far below the half turn of the clock. */
export const DURATION_MAX_MS: u32 = 86_400_000;

/** An idle node is polled this often, so that no deadline grows older than half a turn. */
export const IDLE_MS: u32 = 3_600_000;
