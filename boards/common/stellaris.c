/*
 * Stellaris at 50 MHz from its crystal, CRYSTAL, with UART0 on PA0 and PA1.
 *
 * The order is the datasheet's: the PLL is bypassed until it has locked.
 */
#include "board.h"

#include "chip.h"
#include "registers.h"

#define RIS REGISTER(0x400fe050)
#define RCC REGISTER(0x400fe060)
#define RCGC1 REGISTER(0x400fe104)
#define RCGC2 REGISTER(0x400fe108)

#define PORT_A_AFSEL REGISTER(0x40004420)
#define PORT_A_DEN REGISTER(0x4000451c)

/** 200 MHz by 4, from the main oscillator. */
#define DIVIDED (3u << 23 | 1 << 22 | CRYSTAL << 6)
#define BYPASS (1 << 11)
#define PLL_OFF (1 << 13)
#define PLL_LOCKED (1 << 6)

#define UART0 1
#define PORT_A 1
#define PA0_PA1 3

void chipBegin(void) {
	RCC = DIVIDED | BYPASS | PLL_OFF;
	RCC = DIVIDED | BYPASS;
	while ((RIS & PLL_LOCKED) == 0) continue;
	RCC = DIVIDED;

	RCGC1 |= UART0;
	RCGC2 |= PORT_A;
	(void)RCGC2;
	PORT_A_AFSEL |= PA0_PA1;
	PORT_A_DEN |= PA0_PA1;
}
