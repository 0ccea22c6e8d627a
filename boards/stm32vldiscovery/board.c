/*
 * The STM32F100 at 24 MHz from its own oscillator, with USART1 on PA9 and PA10.
 *
 * QEMU has no RCC: it reads nought, and the clock is 24 MHz from the start. So no wait here may
 * be without end.
 */
#include "board.h"

#include "chip.h"
#include "registers.h"

#define RCC_CR REGISTER(0x40021000)
#define RCC_CFGR REGISTER(0x40021004)
#define RCC_APB2ENR REGISTER(0x40021018)
#define GPIOA_CRH REGISTER(0x40010804)

#define PLL_ON (1 << 24)
#define PLL_READY (1 << 25)
/** 8 MHz by 2 times 6. */
#define TIMES_6 (4 << 18)
#define SWITCH_TO_PLL 2
#define GPIOA_AND_USART1 (1 << 2 | 1 << 14)
/** PA9 driven by the USART, PA10 an input. */
#define PA9_PA10 0x444444b4

#define PATIENCE 10000

void chipBegin(void) {
	RCC_CFGR = TIMES_6;
	RCC_CR |= PLL_ON;
	for (int i = 0; i < PATIENCE && (RCC_CR & PLL_READY) == 0; i++) continue;
	RCC_CFGR = TIMES_6 | SWITCH_TO_PLL;

	RCC_APB2ENR |= GPIOA_AND_USART1;
	GPIOA_CRH = PA9_PA10;
}
