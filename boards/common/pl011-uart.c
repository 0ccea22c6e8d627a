/* The line through Arm's PL011. Octets that come raise an interrupt, octets that go are waited for. */
#include "board.h"
#include "chip.h"
#include "registers.h"

#define DR REGISTER(UART_AT + 0x000)
#define FR REGISTER(UART_AT + 0x018)
#define IBRD REGISTER(UART_AT + 0x024)
#define FBRD REGISTER(UART_AT + 0x028)
#define LCRH REGISTER(UART_AT + 0x02c)
#define CR REGISTER(UART_AT + 0x030)
#define IFLS REGISTER(UART_AT + 0x034)
#define IM REGISTER(UART_AT + 0x038)
#define ICR REGISTER(UART_AT + 0x044)

#define BUSY (1 << 3)
#define RX_EMPTY (1 << 4)
#define TX_FULL (1 << 5)
#define EIGHT_BITS_FIFO 0x70
/** Receiver, transmitter, the whole. */
#define RUNS 0x301
/** Something came, or came a while ago and is few. */
#define CAME 0x50

void uartBegin(uint32_t baudRate) {
	uartSetRate(baudRate);
	IFLS = 0;
	IM = CAME;
	ENABLE_VECTOR(UART_VECTOR);
}

/* The divisor has 6 bits behind the point, and 16 clocks are a bit. */
void uartSetRate(uint32_t baudRate) {
	uint32_t divisor = (CORE_HZ * 4 + baudRate / 2) / baudRate;
	CR = 0;
	IBRD = divisor >> 6;
	FBRD = divisor & 0x3f;
	LCRH = EIGHT_BITS_FIFO;
	CR = RUNS;
}

uint32_t uartRateMax(void) {
	return 921600;
}

void uartSend(const uint8_t *octets, uint32_t size) {
	for (; size > 0; size--) {
		while ((FR & TX_FULL) != 0) continue;
		DR = *octets++;
	}
}

void uartDrain(void) {
	while ((FR & BUSY) != 0) continue;
}

void uartInterrupt(void) {
	ICR = CAME;
	while ((FR & RX_EMPTY) == 0) lineTake((uint8_t)DR);
}
