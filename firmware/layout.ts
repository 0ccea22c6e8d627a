/*
 * The memory map: every octet of mutable state, by name. One node is one page and nothing else;
 * what is not named here does not change.
 *
 *   config            one word a ConfigKey       the host writes them before boot()
 *   counters          one word a Counter         the host reads them
 *   clock             nowMs                      the time of the last call
 *   rxFrame           RX_FRAME_SIZE              the host puts a datagram here
 *   txFrame           TX_FRAME_SIZE              what is sent once and forgotten
 *   request           state, TX_FRAME_SIZE       what is sent until it is answered
 *   session           which gateway, how far     client/session.ts
 *   keepAlive         when sent, when heard      client/keep-alive.ts
 *   silence           until when (TWAIT)         client/silence.ts
 *   sleep             state, until when          client/sleep.ts
 *   discovery         state, deadline, back-off  client/discovery.ts
 *   hint              deadline (TGWINFO)         client/hint.ts
 *   gateways          GATEWAYS_MAX entries
 *   registration      the topic that is published to
 *   subscription      the topic that is listened to
 *   inbound           INBOUND_MAX entries
 *   inbox             RELEASES_MAX entries
 *   outbox            OUTBOX_MAX entries
 *   will              topic, message, what is due
 *   protection        whether provisioned        security/protection.ts
 *   journal           where flash has what       security/journal.ts
 *   desk              EUI-64, work, a frame      security/desk.ts
 *   sendCounter       next, ceiling              security/send-counter.ts
 *   handshake         state, nD, MAC1            security/handshake.ts
 *   sessions          keys in use and before     security/sessions.ts
 *   rekey             since when, how many       security/rekey.ts
 *   confirm           state, deadline (CONF)     security/confirm.ts
 *   probe             state, deadline            security/probe.ts
 *   resume            how often (RESUME)         security/resume.ts
 *   group             two epochs                 security/group.ts
 *   clientId          CLIENT_ID_SIZE             the EUI-64 in hexadecimal
 *   publishedName, subscribedName                NAME_MAX each
 *   schedule          state of the sensor
 *   sample            PAYLOAD_MAX                the payload the sensor builds
 *
 * Knows shapes and sizes, no behaviour. panic.ts keeps its one word itself.
 */
import {Schedule} from './app/schedule';
import {Discovery} from './client/discovery';
import {GATEWAYS_SIZE, Gateways} from './client/gateways';
import {Hint} from './client/hint';
import {INBOUND_SIZE, Inbound} from './client/inbound';
import {INBOX_SIZE, Inbox} from './client/inbox';
import {KeepAlive} from './client/keep-alive';
import {OUTBOX_SIZE, Outbox} from './client/outbox';
import {Registration} from './client/registration';
import {REQUEST_BYTES, Request} from './client/request';
import {Session} from './client/session';
import {Silence} from './client/silence';
import {Sleep} from './client/sleep';
import {Subscription} from './client/subscription';
import {WILL_SIZE, Will} from './client/will';
import {Clock} from './clock';
import {CONFIG_KEYS} from './config';
import {COUNTERS} from './counter';
import {CLIENT_ID_SIZE, NAME_MAX, PAYLOAD_MAX, RX_FRAME_SIZE, TX_FRAME_SIZE} from './limits';
import {Confirm} from './security/confirm';
import {DESK_SIZE, Desk} from './security/desk';
import {GROUP_SIZE, Group} from './security/group';
import {HANDSHAKE_SIZE, Handshake} from './security/handshake';
import {Journal} from './security/journal';
import {Probe} from './security/probe';
import {Protection} from './security/protection';
import {Rekey} from './security/rekey';
import {Resume} from './security/resume';
import {SendCounter} from './security/send-counter';
import {SESSIONS_SIZE, Sessions} from './security/sessions';

export const config: usize = memory.data(CONFIG_KEYS * 4);
export const counters: usize = memory.data(COUNTERS * 4);
export const clock: Clock = changetype<Clock>(memory.data(offsetof<Clock>()));

export const rxFrame: usize = memory.data(RX_FRAME_SIZE);
export const txFrame: usize = memory.data(TX_FRAME_SIZE);
export const request: Request = changetype<Request>(memory.data(i32(REQUEST_BYTES)));

export const session: Session = changetype<Session>(memory.data(offsetof<Session>()));
export const keepAlive: KeepAlive = changetype<KeepAlive>(memory.data(offsetof<KeepAlive>()));
export const silence: Silence = changetype<Silence>(memory.data(offsetof<Silence>()));
export const sleep: Sleep = changetype<Sleep>(memory.data(offsetof<Sleep>()));
export const discovery: Discovery = changetype<Discovery>(memory.data(offsetof<Discovery>()));
export const hint: Hint = changetype<Hint>(memory.data(offsetof<Hint>()));
export const gateways: Gateways = changetype<Gateways>(memory.data(i32(GATEWAYS_SIZE)));

export const registration: Registration = changetype<Registration>(
	memory.data(offsetof<Registration>()),
);
export const subscription: Subscription = changetype<Subscription>(
	memory.data(offsetof<Subscription>()),
);
export const inbound: Inbound = changetype<Inbound>(memory.data(i32(INBOUND_SIZE)));
export const inbox: Inbox = changetype<Inbox>(memory.data(i32(INBOX_SIZE)));
export const outbox: Outbox = changetype<Outbox>(memory.data(i32(OUTBOX_SIZE)));
export const will: Will = changetype<Will>(memory.data(i32(WILL_SIZE)));

export const protection: Protection = changetype<Protection>(memory.data(offsetof<Protection>()));
export const journal: Journal = changetype<Journal>(memory.data(offsetof<Journal>()));
export const desk: Desk = changetype<Desk>(memory.data(i32(DESK_SIZE)));
export const sendCounter: SendCounter = changetype<SendCounter>(
	memory.data(offsetof<SendCounter>()),
);
export const handshake: Handshake = changetype<Handshake>(memory.data(i32(HANDSHAKE_SIZE)));
export const sessions: Sessions = changetype<Sessions>(memory.data(i32(SESSIONS_SIZE)));
export const rekey: Rekey = changetype<Rekey>(memory.data(offsetof<Rekey>()));
export const confirm: Confirm = changetype<Confirm>(memory.data(offsetof<Confirm>()));
export const probe: Probe = changetype<Probe>(memory.data(offsetof<Probe>()));
export const resume: Resume = changetype<Resume>(memory.data(offsetof<Resume>()));
export const group: Group = changetype<Group>(memory.data(i32(GROUP_SIZE)));

export const clientId: usize = memory.data(CLIENT_ID_SIZE);
export const publishedName: usize = memory.data(NAME_MAX);
export const subscribedName: usize = memory.data(NAME_MAX);
export const schedule: Schedule = changetype<Schedule>(memory.data(offsetof<Schedule>()));
export const sample: usize = memory.data(PAYLOAD_MAX);
