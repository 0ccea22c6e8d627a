/*
 * Time by the core's own timer: an interrupt each millisecond, for chips whose timers QEMU has
 * not, or that need none. It wakes the processor a thousand times a second.
 */
#include "board.h"
#include "chip.h"
#include "registers.h"

/** Runs, with interrupts, by the clock of the processor. */
#define RUNS 7

static volatile uint32_t nowMs;

void clockBegin(void) {
	chipBegin();
	SYSTICK_LOAD = CORE_HZ / 1000 - 1;
	SYSTICK_VAL = 0;
	SYSTICK_CTRL = RUNS;
}

uint32_t clockMs(void) {
	return nowMs;
}

/* It wakes anyway. */
void clockWakeAt(uint32_t ms) {
	(void)ms;
}

void clockInterrupt(void) {
	nowMs++;
}
