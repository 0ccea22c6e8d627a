/* The line through the USART of ST's STM32F1. */
#include "board.h"
#include "chip.h"
#include "registers.h"

#define SR REGISTER(UART_AT + 0x00)
#define DR REGISTER(UART_AT + 0x04)
#define BRR REGISTER(UART_AT + 0x08)
#define CR1 REGISTER(UART_AT + 0x0c)

#define RX_FULL (1 << 5)
#define TX_DONE (1 << 6)
#define TX_EMPTY (1 << 7)
/** The whole, transmitter, receiver, and the interrupt of the latter. */
#define RUNS 0x202c

void uartBegin(uint32_t baudRate) {
	uartSetRate(baudRate);
	CR1 = RUNS;
	ENABLE_VECTOR(UART_VECTOR);
}

void uartSetRate(uint32_t baudRate) {
	BRR = (CORE_HZ + baudRate / 2) / baudRate;
}

uint32_t uartRateMax(void) {
	return 921600;
}

void uartSend(const uint8_t *octets, uint32_t size) {
	for (; size > 0; size--) {
		while ((SR & TX_EMPTY) == 0) continue;
		DR = *octets++;
	}
}

void uartDrain(void) {
	while ((SR & TX_DONE) == 0) continue;
}

void uartInterrupt(void) {
	while ((SR & RX_FULL) != 0) lineTake((uint8_t)DR);
}
