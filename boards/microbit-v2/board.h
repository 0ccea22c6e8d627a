/* BBC micro:bit, the second: nRF52833. The line leads to the interface chip; its receiving pin is P1.08. */
#pragma once

#define BAUD_RATE 115200

#define UART_VECTOR (16 + 2)
#define CLOCK_VECTOR (16 + 8)

#define UART_TX_PIN 6
#define UART_RX_PIN (32 + 8)
