/*
 * Time in step with whoever counts instructions, on Nordic's nRF51 in QEMU. Stands in for
 * nrf-clock.c in an image that is made to be counted, and in no other:
 *
 *   at rest    to the counter     = ticks dueMs \n       eight hexadecimal digits each
 *              to the board       nowMs (4)  size (2)  octets    least significant first
 *   awake      from countBegins() to countEnds(); time stands still, the line is silent
 *
 * So no interrupt comes while somebody counts, and what comes, comes always at the same place.
 * TIMER0 runs at 16 MHz of a time that QEMU derives from the instructions it has done (-icount).
 */
#include "board.h"
#include "chip.h"
#include "registers.h"

#define TIMER0 0x40008000
#define TASKS_START REGISTER(TIMER0 + 0x000)
#define TASKS_CAPTURE(n) REGISTER(TIMER0 + 0x040 + 4 * (n))
#define BITMODE REGISTER(TIMER0 + 0x508)
#define PRESCALER REGISTER(TIMER0 + 0x510)
#define CC(n) REGISTER(TIMER0 + 0x540 + 4 * (n))

#define BEGIN 0
#define END 1
#define BITS_32 3

#define UART0 0x40002000
#define EVENTS_RXDRDY REGISTER(UART0 + 0x108)
#define RXD REGISTER(UART0 + 0x518)

#define CLEAR_PENDING REGISTER(0xe000e280)
#define UART_PENDING (1u << (UART_VECTOR - 16))

#define WORD_DIGITS 8
#define REPORT_SIZE (1 + 2 * WORD_DIGITS + 1)

static uint32_t nowMs;

/* Alike to the instruction: what lies between two calls lies between two captures. */
__attribute__((noinline)) void countBegins(void) {
	TASKS_CAPTURE(BEGIN) = 1;
}

__attribute__((noinline)) void countEnds(void) {
	TASKS_CAPTURE(END) = 1;
}

void clockBegin(void) {
	BITMODE = BITS_32;
	PRESCALER = 0;
	TASKS_START = 1;
	countBegins();
}

uint32_t clockMs(void) {
	return nowMs;
}

static void writeWord(uint8_t *digits, uint32_t word) {
	for (int at = WORD_DIGITS - 1; at >= 0; at--, word >>= 4) {
		digits[at] = (uint8_t)"0123456789abcdef"[word & 15];
	}
}

static void report(uint32_t ticks, uint32_t dueMs) {
	uint8_t line[REPORT_SIZE];
	line[0] = '=';
	writeWord(line + 1, ticks);
	writeWord(line + 1 + WORD_DIGITS, dueMs);
	line[REPORT_SIZE - 1] = '\n';
	uartSend(line, REPORT_SIZE);
}

/* An interrupt that is held back wakes the processor all the same. */
static uint8_t heard(void) {
	while (EVENTS_RXDRDY == 0) {
		CLEAR_PENDING = UART_PENDING;
		if (EVENTS_RXDRDY == 0) __asm__ volatile("wfi" ::: "memory");
	}

	EVENTS_RXDRDY = 0;
	return (uint8_t)RXD;
}

static uint32_t heardNumber(uint32_t octets) {
	uint32_t number = 0;
	for (uint32_t bits = 0; bits < 8 * octets; bits += 8) number |= (uint32_t)heard() << bits;
	return number;
}

/* The board would sleep now, with interrupts held back: host.c. */
void clockWakeAt(uint32_t ms) {
	countEnds();
	report(CC(END) - CC(BEGIN), ms);
	nowMs = heardNumber(4);
	for (uint32_t size = heardNumber(2); size > 0; size--) lineTake(heard());
	CLEAR_PENDING = UART_PENDING;
	countBegins();
}

void clockInterrupt(void) {
}
