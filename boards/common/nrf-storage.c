/*
 * What is kept on Nordic's nRF51 and nRF52: two pages of flash behind the image, through the
 * controller of the non-volatile memory. Of a page, 1024 octets are used; it may be longer.
 */
#include <string.h>

#include "board.h"
#include "chip.h"
#include "registers.h"

#define NVMC 0x4001e000
#define READY REGISTER(NVMC + 0x400)
#define CONFIG REGISTER(NVMC + 0x504)
#define ERASEPAGE REGISTER(NVMC + 0x508)

#define READS 0
#define WRITES 1
#define ERASES 2

#define USED_BYTES 1024

static uint32_t addressOf(uint32_t at) {
	return STORAGE_AT + at / USED_BYTES * FLASH_PAGE_BYTES + at % USED_BYTES;
}

static void become(uint32_t mode) {
	while (READY == 0) continue;
	CONFIG = mode;
}

void storageBegin(bool poweredOn) {
	(void)poweredOn;
}

void storageRead(uint32_t at, void *to, uint32_t size) {
	uint8_t *octet = to;
	for (; size > 0; size--) *octet++ = *(volatile uint8_t *)addressOf(at++);
}

void storageProgram(uint32_t at, const void *from, uint32_t size) {
	const uint8_t *octets = from;
	become(WRITES);
	for (uint32_t done = 0; done < size; done += sizeof(uint32_t)) {
		uint32_t word;
		memcpy(&word, octets + done, sizeof word);
		while (READY == 0) continue;
		REGISTER(addressOf(at + done)) = word;
	}
	become(READS);
}

void storageErase(uint32_t page) {
	become(ERASES);
	ERASEPAGE = addressOf(page * USED_BYTES);
	become(READS);
}

bool storageIsVolatile(void) {
	return false;
}
