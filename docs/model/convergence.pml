/*
 * Does SNAKE-128 always come together again? The device's key chain, the gateway's sessions and
 * the key server's row, under every order of messages and faults within the bounds below.
 *
 *   Device --HELLO--> Gateway --TLS--> KeyServer      HELLO(a)   attempt a, under generation j
 *          <-ACCEPT--         <-------                ACCEPT(s)  session s, answers attempt a
 *          --record-> (first: activates s) --CONF-->  the device has committed j + 1
 *          <-record-- (confirms s)
 *
 *   flash   slot[0], slot[1]   BLANK  -> WEAK   a write or an erasure has begun
 *                              WEAK   -> WHOLE  read back and found good
 *                              WEAK   -> BLANK  erased
 *   A weak record may read as good at one boot and as bad at the next: a torn write and more.
 *
 *   OFF    boot: one key reads well         -> AWAKE
 *   OFF    boot: both do, the newer is live -> REWRITE -> ERASE -> ERASED -> AWAKE
 *   AWAKE  ACCEPT for the pending attempt   -> W1 -> W1_VERIFY -> W2 -> W2_VERIFY -> W3 -> AWAKE
 *   any    power cut                        -> OFF
 *
 * The network is the set of all messages ever sent. Attempts and sessions are numbered in order,
 * so the counts say which HELLO and ACCEPT exist; `sent` and `down` hold the records. Whatever is
 * in the set may arrive at any time, again, late or never.
 * Power cuts, losses of RAM and crashes come at any step and as often as they like until `quiet`.
 * Bounded are attempts and sessions; the last few of each are kept for the time after the faults.
 *
 * Knows no octets, no cryptography (a MAC holds or it does not), no clocks and no counters.
 * Each MUT_ flag breaks one rule; docs/model/README.md says which.
 */

/* Up to six sessions, and no more attempts than sessions. */
#ifndef ATTEMPTS
#define ATTEMPTS 3
#endif
#ifndef SESSIONS
#define SESSIONS 4
#endif
#ifndef GAP
#define GAP 1
#endif

/* What is enough for any recovery: one attempt anew, and the answer to it and to the one before. */
#define ATTEMPTS_AT_LAST 1
#define SESSIONS_AT_LAST 2

#define BLANK 0
#define WEAK 1
#define WHOLE 2

#define OFF 0
#define REWRITE 1
#define ERASE 2
#define ERASED 3
#define W1 4
#define W1_VERIFY 5
#define W2 6
#define W2_VERIFY 7
#define W3 8
#define AWAKE 9

#define NONE 0
#define BIT(s) (1 << (s))
#define HAS(set, s) ((set) & BIT(s))

/* The network. */
byte attempts;
byte attemptGen[SESSIONS + 1];
byte sessions;
byte sessionAttempt[7];
byte sent;
byte down;

/* The device: flash, then RAM. `kept` is the session record, which W3 may write or leave out. */
byte slotGen[2];
byte slotState[2];
byte kept;
byte phase = OFF;
byte gen;
bit live;
byte pending;
byte candidate;
byte current;
byte previous;
bool confirmed;

/* The gateway. `highest` is the observer's memory, not the gateway's. */
byte grants;
byte serving;
byte highest;

/* The key server: the durable row, and the HELLO that it is about to answer. */
byte ksGen;
byte answering;

/* Its commit that is still to come; always NONE but for MUT_LATE_COMMIT. */
byte owed;

#ifdef MUT_ANSWER_FIRST
/* What the gateway will find on disk. */
byte stored;
#endif

/* The highest generation that any ACCEPT leads to. */
byte promised;

/* The faults are over. */
bool quiet;

/* Promises that are broken. Nothing sets one without an assertion that fails. */
bool noKeyInFlash;
bool serverAhead;
bool serverBehind;
bool twoWholeKeys;
bool oldActivated;
bool notConnected;
#ifdef REACH
bool reached;
#endif

/* The generation that a device commits with session s. */
#define GEN(s) ((s) != NONE -> attemptGen[sessionAttempt[s]] + 1 : 0)

#define GOOD(i) (slotState[i] == WHOLE -> slotGen[i] + 1 : 0)
#define SEEN(i) (slotState[i] != BLANK -> slotGen[i] + 1 : 0)
#define MAX(a, b) ((a) > (b) -> (a) : (b))

/* One more than the generation that every boot reads at least, and that some boot may read. */
#define SURE MAX(GOOD(0), GOOD(1))
#define POSSIBLE MAX(SEEN(0), SEEN(1))

#define servable(s) ((s) == serving || (HAS(grants, s) && GEN(s) > GEN(serving)))
#define connected (phase == AWAKE && current != NONE && current == serving && confirmed)

#ifdef LIVE
ltl settles { [] (quiet -> <> [] connected) }
#endif

#ifdef MUT_FORK
/* Were the chain to depend on nonces, a key would be named by the session that made it. */
byte slotKey[2];
byte attemptKey[SESSIONS + 1];
byte ksKey;
byte ksLast;
#define MAC_HOLDS(a) (attemptKey[a] == (attemptGen[a] == ksGen -> ksKey : ksLast))
#define TAG_HOLDS(s) ((s) == ksLast)
#define EVOLVE(s) ksKey = s
#else
#define MAC_HOLDS(a) true
#define TAG_HOLDS(s) true
#define EVOLVE(s) skip
#endif

#ifdef MUT_NO_ROLL
#define AHEAD_MAX 0
#else
#define AHEAD_MAX GAP
#endif

/* One option for each number that an attempt or a session may have. */
#define ON(guard, step, n) :: atomic {guard(n) -> step(n)}
#define ON_FOUR(guard, step) \
	ON(guard, step, 1) ON(guard, step, 2) ON(guard, step, 3) ON(guard, step, 4)
#if SESSIONS == 4
#define ON_ANY(guard, step) ON_FOUR(guard, step)
#elif SESSIONS == 5
#define ON_ANY(guard, step) ON_FOUR(guard, step) ON(guard, step, 5)
#else
#define ON_ANY(guard, step) ON_FOUR(guard, step) ON(guard, step, 5) ON(guard, step, 6)
#endif

/* ------------------------------------------------------------------------------ the device -- */

/* What a boot makes of a slot: a weak record is good luck or bad luck. */
inline read(i, value) {
	if
	:: slotState[i] != BLANK -> value = slotGen[i] + 1
	:: slotState[i] != WHOLE -> value = 0
	fi
}

inline boot() {
	read(0, seen0);
	read(1, seen1);
	live = (seen1 > seen0 -> 1 : 0);
	gen = slotGen[live];
	current = kept;
	phase = (seen0 > 0 && seen1 > 0 -> REWRITE : AWAKE);
	seen0 = 0;
	seen1 = 0
}

inline hello() {
	attempts++;
	attemptGen[attempts] = gen;
#ifdef MUT_FORK
	attemptKey[attempts] = slotKey[live];
#endif
	pending = attempts
}

inline accept(s) {
	candidate = s;
	pending = NONE;
#ifdef MUT_USE_FIRST
	sent = sent | BIT(s);
#endif
#ifdef MUT_ERASE_FIRST
	slotState[live] = WEAK;
#endif
	phase = W1
}

inline beginWrite() {
	slotGen[1 - live] = gen + 1;
	slotState[1 - live] = WEAK;
#ifdef MUT_FORK
	slotKey[1 - live] = candidate;
#endif
	phase = W1_VERIFY
}

inline endWrite() {
	live = 1 - live;
	slotState[live] = WHOLE;
	gen++;
	phase = W2
}

/* From here on records go under the new session; the old one is kept until it is confirmed. */
inline take() {
	previous = current;
	current = candidate;
	candidate = NONE;
	confirmed = false;
	phase = AWAKE
}

/* Nobody answers under the current session: back to the one before, if there is one. */
inline fallBack() {
	current = previous;
	previous = NONE;
	confirmed = false
}

#define AWAITED(s) \
	(phase == AWAKE && pending != NONE && (s) <= sessions && sessionAttempt[s] == pending)

proctype Device() {
	byte seen0, seen1;
end:
	do
	:: atomic {phase == OFF -> boot()}
	:: atomic {phase == REWRITE ->
#ifndef MUT_NO_REWRITE
		slotState[live] = WHOLE;
#endif
		phase = ERASE}
	:: atomic {phase == ERASE -> slotState[1 - live] = WEAK; phase = ERASED}
	:: atomic {phase == ERASED ->
		slotState[1 - live] = BLANK; slotGen[1 - live] = 0; phase = AWAKE}

	:: atomic {phase == AWAKE && pending == NONE &&
		(quiet -> current == NONE && attempts < ATTEMPTS
			: attempts < ATTEMPTS - ATTEMPTS_AT_LAST) -> hello()}
	:: atomic {phase == AWAKE && pending != NONE && !quiet -> pending = NONE}
	ON_ANY(AWAITED, accept)

	:: atomic {phase == W1 -> beginWrite()}
	:: atomic {phase == W1_VERIFY -> endWrite()}
	:: atomic {phase == W1_VERIFY && !quiet -> candidate = NONE; phase = AWAKE}
#ifdef MUT_NO_ERASE
	:: atomic {phase == W2 -> phase = W3}
#else
	:: atomic {phase == W2 -> slotState[1 - live] = WEAK; phase = W2_VERIFY}
#endif
	:: atomic {phase == W2_VERIFY ->
		slotState[1 - live] = BLANK; slotGen[1 - live] = 0; phase = W3}
	:: atomic {phase == W3 && kept != NONE -> kept = NONE}
	:: atomic {phase == W3 && kept == NONE -> kept = candidate; take()}
	:: atomic {phase == W3 && kept == NONE -> take()}

	:: atomic {phase == AWAKE && current != NONE && !HAS(sent, current) ->
		sent = sent | BIT(current)}
	:: atomic {phase == AWAKE && current != NONE && HAS(down, current) && !confirmed ->
		confirmed = true; previous = NONE}
	:: atomic {phase == AWAKE && current != NONE && (!quiet || !servable(current)) -> fallBack()}
	od
}

/* ----------------------------------------------------------------------------- the gateway -- */

#ifdef MUT_NO_MONOTONE
#define NEWER(s) true
#else
#define NEWER(s) (GEN(s) > GEN(serving))
#endif

#define ACTIVATED(s) ((s) <= sessions && HAS(sent, s) && HAS(grants, s) && NEWER(s))
#define EXPIRING(s) (!quiet && HAS(grants, s))

inline forget(s) {
	grants = grants & ~BIT(s)
}

/* On disk before anything is answered; grants that are no newer go. */
inline activate(s) {
	oldActivated = GEN(s) <= highest;
	assert(!oldActivated);
	highest = GEN(s);
	serving = s;
	down = down | BIT(s);
	forget(s);
#ifndef MUT_NO_MONOTONE
	for (i : 1 .. SESSIONS) {
		if
		:: GEN(i) <= highest -> forget(i)
		:: else
		fi
	}
	i = 0
#endif
}

proctype Gateway() {
	byte i;
end:
	do
	ON_ANY(ACTIVATED, activate)
	ON_ANY(EXPIRING, forget)
#ifdef MUT_ANSWER_FIRST
	:: atomic {stored != serving -> stored = serving}
#endif
	od
}

/* -------------------------------------------------------------------------- the key server -- */

#define ANSWERS(a, s) (sessionAttempt[s] == (a))
#define answered(a) \
	(ANSWERS(a, 1) || ANSWERS(a, 2) || ANSWERS(a, 3) || \
	ANSWERS(a, 4) || ANSWERS(a, 5) || ANSWERS(a, 6))

/* In the end the soft filter lets only the newest attempt through, once. */
#define ROOM(a) \
	(quiet -> (a) == attempts && !answered(a) && sessions < SESSIONS \
		: sessions < SESSIONS - SESSIONS_AT_LAST)
#define HEARD(a) (answering == NONE && owed == NONE && (a) <= attempts && ROOM(a) && \
	attemptGen[a] >= ksGen && attemptGen[a] <= ksGen + AHEAD_MAX && MAC_HOLDS(a))

/* The CONF of session s can only come out of a record that the gateway could open. */
#ifdef MUT_GATEWAY_WORD
#define PROVEN(s) ((s) <= sessions && GEN(s) == ksGen + 1)
#else
#define PROVEN(s) (HAS(down, s) && GEN(s) == ksGen + 1 && TAG_HOLDS(s))
#endif

/* The commit is on disk before the answer is made: between the two lies a crash. */
inline hear(a) {
	answering = a;
#ifdef MUT_LATE_COMMIT
	owed = a;
#else
	if
	:: attemptGen[a] > ksGen -> ksGen = attemptGen[a]; EVOLVE(ksLast)
	:: else
	fi
#endif
}

inline prove(s) {
	ksGen++;
	EVOLVE(s)
}

inline answer() {
	sessions++;
	sessionAttempt[sessions] = answering;
	grants = grants | BIT(sessions);
	promised = MAX(promised, GEN(sessions));
#ifdef MUT_FORK
	ksLast = sessions;
#endif
#ifdef MUT_EAGER
	ksGen = GEN(sessions);
#endif
	answering = NONE
}

proctype KeyServer() {
end:
	do
	ON_ANY(HEARD, hear)
	ON_ANY(PROVEN, prove)
	:: atomic {answering != NONE -> answer()}
#ifdef MUT_LATE_COMMIT
	:: atomic {answering == NONE && owed != NONE -> ksGen = MAX(ksGen, attemptGen[owed]); owed = NONE}
#endif
	od
}

/* ------------------------------------------------------------- what goes wrong, and the end -- */

inline cutPower() {
	phase = OFF;
	gen = 0;
	live = 0;
	pending = NONE;
	candidate = NONE;
	current = NONE;
	previous = NONE;
	confirmed = false
}

/* With a store the active session comes back, without one it is gone. */
inline restartGateway() {
	grants = 0;
#ifdef MUT_ANSWER_FIRST
	serving = stored;
#endif
	oldActivated = serving != NONE && GEN(serving) != highest;
	assert(!oldActivated)
}

inline loseSessions() {
	grants = 0;
#ifdef MUT_ANSWER_FIRST
	stored = NONE;
#endif
	serving = NONE
}

/* The key server's RAM goes; a backup that is put back takes the row as well. */
inline crash() {
	answering = NONE;
	owed = NONE
}

/* Ends quiet, with nothing left to do: then both ends must share a session. */
proctype World() {
end:
	do
	:: atomic {!quiet && phase != OFF -> cutPower()}
	:: atomic {!quiet && (grants != 0 || serving != NONE) -> restartGateway()}
	:: atomic {!quiet && serving != NONE -> loseSessions()}
	:: atomic {!quiet && (answering != NONE || owed != NONE) -> crash()}
#ifdef RESTORE
	/* The backup is at most GAP generations older than what any ACCEPT leads to. */
	:: atomic {!quiet && ksGen > 0 && promised <= ksGen - 1 + GAP -> crash(); ksGen--}
#endif
	:: atomic {!quiet -> quiet = true}
#ifndef LIVE
	:: atomic {timeout -> notConnected = !connected; assert(!notConnected); break}
#endif
	od
}

/* Moves only when a promise is broken, so it costs no states. The flag names the promise. */
proctype Observer() {
end:
	if
	:: atomic {SURE == 0 -> noKeyInFlash = true; assert(!noKeyInFlash)}
	:: atomic {ksGen + 1 > SURE -> serverAhead = true; assert(!serverAhead)}
	:: atomic {POSSIBLE > ksGen + 1 + GAP -> serverBehind = true; assert(!serverBehind)}
	:: atomic {phase == AWAKE && slotState[1 - live] == WHOLE ->
		twoWholeKeys = true; assert(!twoWholeKeys)}
#ifdef REACH
	/* Every attempt has led to a session, and the key server knows it. */
	:: atomic {quiet && connected && GEN(current) == ATTEMPTS && ksGen == ATTEMPTS ->
		reached = true; assert(!reached)}
#endif
	fi
}

init {
	atomic {
		slotState[0] = WHOLE;
		run Device();
		run Gateway();
		run KeyServer();
		run World();
		run Observer()
	}
}
