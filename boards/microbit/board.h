/* BBC micro:bit, the first: nRF51822. The line leads to the interface chip on the board. */
#pragma once

#define BAUD_RATE 115200

#define UART_VECTOR (16 + 2)
#define CLOCK_VECTOR (16 + 8)

#define UART_TX_PIN 24
#define UART_RX_PIN 25
