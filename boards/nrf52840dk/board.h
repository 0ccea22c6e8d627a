/* Nordic's development kit for the nRF52840. The line leads to the debugger on the board. */
#pragma once

#define BAUD_RATE 115200

#define UART_VECTOR (16 + 2)
#define CLOCK_VECTOR (16 + 8)

#define UART_TX_PIN 6
#define UART_RX_PIN 8
