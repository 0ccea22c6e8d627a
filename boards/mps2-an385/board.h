/* Arm's MPS2 with the Cortex-M3 of application note 385. The line is its first UART. */
#pragma once

#define BAUD_RATE 115200
#define CORE_HZ 25000000

/** Receive; transmit has the one behind it. */
#define UART_VECTOR (16 + 0)
/** SysTick. */
#define CLOCK_VECTOR 15

#define UART_AT 0x40004000
