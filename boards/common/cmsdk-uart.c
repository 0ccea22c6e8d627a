/* The line through Arm's CMSDK APB UART: one octet each way, no more. */
#include "board.h"
#include "chip.h"
#include "registers.h"

#define DATA REGISTER(UART_AT + 0x000)
#define STATE REGISTER(UART_AT + 0x004)
#define CTRL REGISTER(UART_AT + 0x008)
#define INTCLEAR REGISTER(UART_AT + 0x00c)
#define BAUDDIV REGISTER(UART_AT + 0x010)

#define TX_FULL 1
#define RX_FULL 2
/** Transmitter, receiver, and the interrupt of the latter. */
#define RUNS 0x0b
#define CAME 2

void uartBegin(uint32_t baudRate) {
	uartSetRate(baudRate);
	CTRL = RUNS;
	ENABLE_VECTOR(UART_VECTOR);
}

void uartSetRate(uint32_t baudRate) {
	BAUDDIV = CORE_HZ / baudRate;
}

uint32_t uartRateMax(void) {
	return 921600;
}

void uartSend(const uint8_t *octets, uint32_t size) {
	for (; size > 0; size--) {
		while ((STATE & TX_FULL) != 0) continue;
		DATA = *octets++;
	}
}

void uartDrain(void) {
	while ((STATE & TX_FULL) != 0) continue;
}

void uartInterrupt(void) {
	INTCLEAR = CAME;
	while ((STATE & RX_FULL) != 0) lineTake((uint8_t)DATA);
}
