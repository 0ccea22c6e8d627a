/*
 * Time on Nordic's nRF51 and nRF52: TIMER0 counts microseconds, in sleep too, and never stops;
 * milliseconds are summed up from it without a rest that gets lost. One of its compare registers
 * is the alarm.
 *
 * The real-time counter would need less power, but QEMU has none.
 */
#include "board.h"
#include "chip.h"
#include "registers.h"

#define TASKS_HFCLKSTART REGISTER(0x40000000)

#define TIMER0 0x40008000
#define TASKS_START REGISTER(TIMER0 + 0x000)
#define TASKS_CAPTURE(n) REGISTER(TIMER0 + 0x040 + 4 * (n))
#define EVENTS_COMPARE(n) REGISTER(TIMER0 + 0x140 + 4 * (n))
#define INTENSET REGISTER(TIMER0 + 0x304)
#define BITMODE REGISTER(TIMER0 + 0x508)
#define PRESCALER REGISTER(TIMER0 + 0x510)
#define CC(n) REGISTER(TIMER0 + 0x540 + 4 * (n))

#define ALARM 0
#define NOW 1
#define COMPARE_ALARM (1 << 16)
#define BITS_32 3
/** 16 MHz by 2 to the power of 4. */
#define TO_MHZ 4

#define US_PER_MS 1000
/** An alarm that is nearer than this might be missed. */
#define AHEAD_US 20

static uint32_t lastUs, restUs, nowMs;

static uint32_t captured(void) {
	TASKS_CAPTURE(NOW) = 1;
	return CC(NOW);
}

void clockBegin(void) {
	TASKS_HFCLKSTART = 1;
	BITMODE = BITS_32;
	PRESCALER = TO_MHZ;
	INTENSET = COMPARE_ALARM;
	ENABLE_VECTOR(CLOCK_VECTOR);
	TASKS_START = 1;
}

uint32_t clockMs(void) {
	uint32_t us = captured();
	uint32_t elapsedUs = us - lastUs + restUs;
	lastUs = us;
	nowMs += elapsedUs / US_PER_MS;
	restUs = elapsedUs % US_PER_MS;
	return nowMs;
}

void clockWakeAt(uint32_t ms) {
	uint32_t aheadUs = (ms - clockMs()) * US_PER_MS - restUs;
	CC(ALARM) = lastUs + aheadUs;
	if (captured() - lastUs + AHEAD_US >= aheadUs) CC(ALARM) = captured() + AHEAD_US;
}

void clockInterrupt(void) {
	EVENTS_COMPARE(ALARM) = 0;
	(void)EVENTS_COMPARE(ALARM);
}
