/*
 * Time by the core's own timer, for chips that have no better one in QEMU. It counts 24 bits down:
 *
 *   LONG ..... 0  LONG ..... 0           nothing to wait for: an interrupt each time round
 *   LONG .. restarted at n .. 0  LONG    an alarm in n ticks, and then as before
 *
 * Whoever asks for the time adds up what has passed since the last time, so no interrupt can be
 * missed that matters, unless nobody asks for a whole round. A restart costs some ten ticks;
 * it is left out where the timer ends soon enough anyway.
 */
#include "board.h"
#include "chip.h"
#include "registers.h"

#define LONG 0xffffff
/** Runs, with interrupts, by the clock of the processor. */
#define RUNS 7
#define WENT_ROUND (1 << 16)

#define TICKS_PER_MS (CORE_HZ / 1000)

static uint32_t lastTick, restTicks, nowMs;

void clockBegin(void) {
	chipBegin();
	lastTick = LONG;
	SYSTICK_LOAD = LONG;
	SYSTICK_VAL = 0;
	SYSTICK_CTRL = RUNS;
}

/* The value is read again behind the end of a round: which side the first was on, nobody knows. */
static uint32_t ticksSince(void) {
	uint32_t tick = SYSTICK_VAL;
	uint32_t since = lastTick - tick;
	if ((SYSTICK_CTRL & WENT_ROUND) != 0) {
		tick = SYSTICK_VAL;
		since = lastTick + 1 + LONG - tick;
	}

	lastTick = tick;
	return since;
}

uint32_t clockMs(void) {
	uint32_t ticks = restTicks + ticksSince();
	nowMs += ticks / TICKS_PER_MS;
	restTicks = ticks % TICKS_PER_MS;
	return nowMs;
}

/* The new end is loaded once the count has begun, and holds for the round after it. */
void clockWakeAt(uint32_t ms) {
	uint32_t aheadMs = ms - clockMs();
	if (aheadMs >= LONG / TICKS_PER_MS) return;
	uint32_t ticks = aheadMs * TICKS_PER_MS - restTicks;
	if (aheadMs == 0 || lastTick <= ticks) return;
	SYSTICK_LOAD = ticks;
	SYSTICK_VAL = 0;
	while (SYSTICK_VAL == 0) continue;
	SYSTICK_LOAD = LONG;
	lastTick = ticks;
}

/* It has woken the processor. */
void clockInterrupt(void) {
}
