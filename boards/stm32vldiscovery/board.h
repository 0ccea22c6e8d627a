/* ST's discovery board for the STM32F100. The line is USART1 on its pins: it has no USB serial port. */
#pragma once

#define BAUD_RATE 115200
#define CORE_HZ 24000000

#define UART_VECTOR (16 + 37)
/** SysTick. */
#define CLOCK_VECTOR 15

#define UART_AT 0x40013800
