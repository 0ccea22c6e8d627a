/*
 * What is kept where there is no flash to write, or an emulator has none: memory with the rules
 * of flash. It outlives a reset, and is gone when the power is.
 */
#include <string.h>

#include "chip.h"

#define PAGE_BYTES 1024
#define PAGES 2

static uint8_t pages[PAGES * PAGE_BYTES] __attribute__((section(".kept"), aligned(4)));

void storageBegin(bool poweredOn) {
	if (poweredOn) memset(pages, 0xff, sizeof pages);
}

void storageRead(uint32_t at, void *to, uint32_t size) {
	memcpy(to, pages + at, size);
}

void storageProgram(uint32_t at, const void *from, uint32_t size) {
	const uint8_t *octets = from;
	for (; size > 0; size--) pages[at++] &= *octets++;
}

void storageErase(uint32_t page) {
	memset(pages + page * PAGE_BYTES, 0xff, PAGE_BYTES);
}

bool storageIsVolatile(void) {
	return true;
}
