/*
 * The line on Nordic's nRF51 and nRF52: the UART without DMA, which both have. Octets that come
 * raise an interrupt, octets that go are waited for.
 */
#include "board.h"
#include "chip.h"
#include "registers.h"

#define UART0 0x40002000
#define TASKS_STARTRX REGISTER(UART0 + 0x000)
#define TASKS_STARTTX REGISTER(UART0 + 0x008)
#define EVENTS_RXDRDY REGISTER(UART0 + 0x108)
#define EVENTS_TXDRDY REGISTER(UART0 + 0x11c)
#define INTENSET REGISTER(UART0 + 0x304)
#define ERRORSRC REGISTER(UART0 + 0x480)
#define ENABLE REGISTER(UART0 + 0x500)
#define PSELRTS REGISTER(UART0 + 0x508)
#define PSELTXD REGISTER(UART0 + 0x50c)
#define PSELCTS REGISTER(UART0 + 0x510)
#define PSELRXD REGISTER(UART0 + 0x514)
#define RXD REGISTER(UART0 + 0x518)
#define TXD REGISTER(UART0 + 0x51c)
#define BAUDRATE REGISTER(UART0 + 0x524)

#define GPIO_OUTSET REGISTER(0x50000508)
#define GPIO_DIRSET REGISTER(0x50000518)

#define ENABLED 4
#define DISCONNECTED 0xffffffff
#define RXDRDY (1 << 2)

void uartBegin(uint32_t baudRate) {
	GPIO_OUTSET = 1u << UART_TX_PIN;
	GPIO_DIRSET = 1u << UART_TX_PIN;
	PSELTXD = UART_TX_PIN;
	PSELRXD = UART_RX_PIN;
	PSELRTS = DISCONNECTED;
	PSELCTS = DISCONNECTED;
	uartSetRate(baudRate);
	ENABLE = ENABLED;
	INTENSET = RXDRDY;
	ENABLE_VECTOR(UART_VECTOR);
	TASKS_STARTTX = 1;
	TASKS_STARTRX = 1;
}

/* The register holds the rate times 2^32 by 16 MHz, in steps of 2^12. */
void uartSetRate(uint32_t baudRate) {
	BAUDRATE = (baudRate * 268 + baudRate / 1000 * 435 + 0x800) & 0xfffff000;
}

uint32_t uartRateMax(void) {
	return 1000000;
}

void uartSend(const uint8_t *octets, uint32_t size) {
	for (; size > 0; size--) {
		EVENTS_TXDRDY = 0;
		TXD = *octets++;
		while (EVENTS_TXDRDY == 0) continue;
	}
}

/* uartSend() has waited for the last one already. */
void uartDrain(void) {
}

void uartInterrupt(void) {
	ERRORSRC = ERRORSRC;
	while (EVENTS_RXDRDY != 0) {
		EVENTS_RXDRDY = 0;
		lineTake((uint8_t)RXD);
	}
}
