/* What a board says over the line when it cannot go on. */
#pragma once

#include <stdint.h>

/** The seq of the next frame: last words follow what the node has sent. */
extern uint8_t nextSeq;

/** A PANIC: specs call them code and line; `place` is where in the image it happened. */
void sayPanic(uint32_t timeUs, uint16_t code, uint16_t place, uint8_t trap);

/** A FAULT: r0-r3, r12, lr, pc, psr, cfsr, hfsr, mmfar, bfar. */
void sayFault(const uint32_t registers[12]);
