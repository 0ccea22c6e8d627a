/*
 * How a board goes down and comes up again. Why it did is kept over a reset in memory that nobody
 * clears; whether that memory is older than the power tells a mark in it.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** ResetReason of firmware/link/codes.ts. */
typedef enum {
	RESET_POWER_ON = 0,
	RESET_COMMANDED = 1,
	RESET_PANIC = 2,
	RESET_FAULT = 3,
	RESET_PIN = 5,
} ResetReason;

/** Why the board came up. The first call forgets it. */
ResetReason resetReason(void);

/** Starts the board anew. */
_Noreturn void restart(ResetReason reason);
