/* Luck on Nordic's nRF51 and nRF52: the random number generator, its bias corrected. */
#include "chip.h"
#include "registers.h"

#define RNG 0x4000d000
#define TASKS_START REGISTER(RNG + 0x000)
#define TASKS_STOP REGISTER(RNG + 0x004)
#define EVENTS_VALRDY REGISTER(RNG + 0x100)
#define CONFIG REGISTER(RNG + 0x504)
#define VALUE REGISTER(RNG + 0x508)

#define CORRECTED 1

uint32_t entropyWord(void) {
	uint32_t word = 0;
	CONFIG = CORRECTED;
	TASKS_START = 1;
	for (int octet = 0; octet < 4; octet++) {
		while (EVENTS_VALRDY == 0) continue;
		EVENTS_VALRDY = 0;
		word = word << 8 | VALUE;
	}
	TASKS_STOP = 1;
	return word;
}

bool entropyIsReal(void) {
	return true;
}
