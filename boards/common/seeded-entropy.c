/*
 * Luck without a hardware source: xorshift32, stirred with the moment at which somebody asks. Good
 * enough for delays that must differ, and no more: HELLO does not claim random numbers.
 */
#include "chip.h"
#include "registers.h"

/** Without stirring, zero would stay zero. */
#define SEED 0x9e3779b9

static uint32_t state;

uint32_t entropyWord(void) {
	state ^= SYSTICK_VAL;
	if (state == 0) state = SEED;
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

bool entropyIsReal(void) {
	return false;
}
