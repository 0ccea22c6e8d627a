/* Luminary's (now TI's) evaluation kit for the LM3S811. The line is UART0, channel B of the FT2232. */
#pragma once

#define BAUD_RATE 115200
#define CORE_HZ 50000000
/** 6 MHz. */
#define CRYSTAL 0xb

#define UART_VECTOR (16 + 5)
/** SysTick. */
#define CLOCK_VECTOR 15

#define UART_AT 0x4000c000
