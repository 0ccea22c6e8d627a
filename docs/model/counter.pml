/*
 * Is a counter ever used twice under one key? A sender's counter with its ceilings in flash, the
 * session record beside them, torn writes, and a power cut between any two steps.
 *
 *         used           reserved         free
 *   |---------------|----------------|----------->    reserve   write a ceiling, verify, then use
 *   0            counter          ceiling             boot      counter := the newest ceiling
 *
 *   slot[0], slot[1]   ceilings: -> WEAK while one is written -> WHOLE once it is read back
 *   kept               the session record: the key that a boot goes on with
 *
 *   Awake   HELLO, W1           -> OldGoes    the session record goes
 *   OldGone below NEAR          -> NewComes   W3, which may be left out
 *   OldGone from NEAR on        -> Wrap       a ceiling of 0, and only then W3
 *
 * A weak record may read as good at one boot and as bad at the next. With LOSS all ceilings may go
 * bad at once. A key stands for a generation: that none comes twice is shown by convergence.pml.
 * The counter is tiny, and so comes near its end and starts again.
 *
 * Knows no messages and nobody at the other end. Each MUT_ flag breaks one rule;
 * docs/model/README.md says which.
 */
#ifndef KEYS
#define KEYS 3
#endif
#define BLOCK 2
#define NEAR 5
#define END 8

#define BLANK 0
#define WEAK 1
#define WHOLE 2

#define OFF 0
#define FORGET 1
#define FORGOTTEN 2
#define AWAKE 3
#define RESERVE 4
#define OLD_GOES 5
#define OLD_GONE 6
#define WRAP 7
#define NEW_COMES 8
#define NEW_KEPT 9

#define NONE 0
#define BIT(n) (1 << (n))

/* Flash. `last` is the slot whose writing began last: its record has the higher sequence number. */
byte slotValue[2];
byte slotState[2];
bit last;
byte key;
byte keptKey;
byte keptState;

/* RAM. `goal` is the ceiling that is being written. */
byte phase = OFF;
byte counter;
byte ceiling;
byte goal;
bit live;
byte session;
byte previous;

/* The observer's memory: what has been used under each key. */
byte used[KEYS + 1];
bool usedTwice;
#ifdef REACH
bool reached;
#endif

/* A key that neither RAM nor flash names cannot come back: its uses need not be remembered. */
inline forgetDead() {
	for (k : 1 .. KEYS) {
		if
		:: k != session && k != previous && k != keptKey -> used[k] = 0
		:: else
		fi
	}
	k = 0
}

inline read(state, good) {
	if
	:: state != BLANK -> good = true
	:: state != WHOLE -> good = false
	fi
}

inline boot() {
	read(slotState[last], newest);
	read(slotState[1 - last], older);
	read(keptState, resumes);
	if
	:: newest || older ->
		live = (newest -> last : 1 - last);
		counter = slotValue[live];
		session = (resumes -> keptKey : NONE);
		phase = AWAKE
	:: else ->
#ifdef MUT_KEEP_SESSION
		session = (resumes -> keptKey : NONE);
		phase = AWAKE
#elif defined(MUT_FORGET_IN_RAM)
		phase = AWAKE
#else
		phase = FORGET
#endif
	fi;
	ceiling = counter;
	newest = false;
	older = false;
	resumes = false
}

inline beginCeiling() {
	last = 1 - live;
	slotValue[last] = goal;
	slotState[last] = WEAK;
#ifdef MUT_LATE_CEILING
	ceiling = (goal > ceiling -> goal : ceiling);
#endif
}

inline endCeiling() {
	live = last;
	slotState[live] = WHOLE;
	ceiling = goal;
	goal = 0
}

inline send(name) {
	usedTwice = (used[name] & BIT(counter)) != 0;
	assert(!usedTwice);
	used[name] = used[name] | BIT(counter);
	counter++
}

/* HELLO takes a value of the counter too. Near the end the old session may not be used again. */
inline handshake() {
#ifdef MUT_KEEP_PREVIOUS
	previous = session;
#else
	previous = (counter < NEAR -> session : NONE);
#endif
	counter++;
	key++;
	session = key;
	forgetDead();
	phase = OLD_GOES
}

proctype Sender() {
	bool newest, older, resumes;
	byte k;
end:
	do
	:: atomic {phase == OFF -> boot()}
	:: atomic {phase == FORGET -> keptState = WEAK; phase = FORGOTTEN}
	:: atomic {phase == FORGOTTEN -> keptState = BLANK; keptKey = NONE; forgetDead(); phase = AWAKE}

	:: atomic {phase == AWAKE && counter == ceiling && counter < END ->
		goal = (counter + BLOCK < END -> counter + BLOCK : END);
		beginCeiling();
		phase = RESERVE}
	:: atomic {phase == RESERVE -> endCeiling(); phase = AWAKE}
	:: atomic {(phase == AWAKE || phase == RESERVE) && session != NONE && counter < ceiling ->
		send(session)}
	:: atomic {(phase == AWAKE || phase == RESERVE) && previous != NONE && counter < ceiling ->
		send(previous)}

	:: atomic {phase == AWAKE && counter < ceiling && key < KEYS -> handshake()}
	:: atomic {phase == OLD_GOES && counter <= NEAR -> phase = AWAKE}
#ifdef MUT_WRAP_FIRST
	:: atomic {phase == OLD_GOES && counter > NEAR -> goal = 0; beginCeiling(); phase = WRAP}
	:: atomic {phase == WRAP -> endCeiling(); counter = 0; keptState = BLANK; phase = NEW_COMES}
#else
	:: atomic {phase == OLD_GOES -> keptState = WEAK; phase = OLD_GONE}
	:: atomic {phase == OLD_GONE ->
		keptState = BLANK; keptKey = NONE; forgetDead();
		if
		:: counter > NEAR -> goal = 0; beginCeiling(); phase = WRAP
		:: else -> phase = NEW_COMES
		fi}
	:: atomic {phase == WRAP -> endCeiling(); counter = 0; phase = NEW_COMES}
#endif
	:: atomic {phase == NEW_COMES ->
		keptKey = session; forgetDead(); keptState = WEAK; phase = NEW_KEPT}
	:: atomic {phase == NEW_COMES -> phase = AWAKE}
	:: atomic {phase == NEW_KEPT -> keptState = WHOLE; phase = AWAKE}
	od
}

inline cutPower() {
	phase = OFF;
	counter = 0;
	ceiling = 0;
	goal = 0;
	live = 0;
	session = NONE;
	previous = NONE;
	forgetDead()
}

proctype World() {
	byte k;
end:
	do
	:: atomic {phase != OFF -> cutPower()}
#ifdef LOSS
	:: atomic {phase == OFF -> slotState[0] = BLANK; slotState[1] = BLANK}
#endif
#ifdef REACH
	/* The last key has been used just after the wrap, in a session that outlived a cut. */
	:: atomic {phase == AWAKE && session == KEYS && previous == NONE && (used[KEYS] & BIT(0)) &&
		counter == 2 && key == KEYS -> reached = true; assert(!reached)}
#endif
	od
}

init {
	atomic {
		run Sender();
		run World()
	}
}
