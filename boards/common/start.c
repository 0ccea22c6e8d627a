/*
 * From reset to run(), and from a fault to the next reset.
 *
 *   vectors    initial stack, 15 exceptions of the core, interrupts of the chip up to the last
 *              that is let through
 *   reset      clears what has to be nought, then run()
 *   fault      tells of the registers over the line, restarts
 *
 * There is no initialised data: constants of the node are loaded by the node. Whatever comes that
 * nobody asked for is a fault too.
 */
#include <string.h>

#include "board.h"
#include "chip.h"
#include "last-words.h"
#include "registers.h"
#include "restart.h"

#define VECTORS ((UART_VECTOR > CLOCK_VECTOR ? UART_VECTOR : CLOCK_VECTOR) + 1)
#define RESTARTED 0x4d4f5445

typedef void (*Handler)(void);

/* Given by image.ld. */
extern uint32_t stackTop, clearFrom, clearTo;

void reset(void);
void fault(void);
void uartInterrupt(void);
void clockInterrupt(void);

/** Not cleared by a reset; what it says holds if the mark is there. */
static struct {
	uint32_t mark;
	uint32_t reason;
} kept __attribute__((section(".kept")));

__attribute__((section(".vectors"), used)) static const Handler vectors[VECTORS] = {
	[0] = (Handler)&stackTop,
	[1] = reset,
	[2 ... VECTORS - 1] = fault,
	[CLOCK_VECTOR] = clockInterrupt,
	[UART_VECTOR] = uartInterrupt,
};

void reset(void) {
	for (uint32_t *word = &clearFrom; word < &clearTo; word++) *word = 0;
	run();
}

ResetReason resetReason(void) {
	ResetReason reason = kept.mark == RESTARTED ? (ResetReason)kept.reason : RESET_POWER_ON;
	kept.mark = RESTARTED;
	kept.reason = RESET_PIN;
	return reason;
}

_Noreturn void restart(ResetReason reason) {
	kept.mark = RESTARTED;
	kept.reason = reason;
	SCB_AIRCR = SYSRESETREQ;
	for (;;) continue;
}

/** Takes the registers that the core has put at `frame`. */
__attribute__((used)) static void report(const uint32_t *frame) {
	uint32_t registers[12] = {0};
	memcpy(registers, frame, 8 * sizeof(uint32_t));
#if __ARM_ARCH >= 7
	registers[8] = SCB_CFSR;
	registers[9] = SCB_HFSR;
	registers[10] = SCB_MMFAR;
	registers[11] = SCB_BFAR;
#endif
	sayFault(registers);
	restart(RESET_FAULT);
}

__attribute__((naked)) void fault(void) {
	__asm__("mrs r0, msp\n b report");
}
