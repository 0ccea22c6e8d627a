/* Registers of the processor that every Cortex-M has, and how to reach any register at all. */
#pragma once

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

/** Lets the interrupt of exception `vector`, 16 or above, through. */
#define ENABLE_VECTOR(vector) \
	(REGISTER(0xe000e100 + 4 * (((vector) - 16) / 32)) = 1u << (((vector) - 16) % 32))

#define SYSTICK_CTRL REGISTER(0xe000e010)
#define SYSTICK_LOAD REGISTER(0xe000e014)
#define SYSTICK_VAL REGISTER(0xe000e018)

#define SCB_AIRCR REGISTER(0xe000ed0c)
#define SYSRESETREQ 0x05fa0004

/* What a fault was, where the core can say: ARMv7-M. */
#define SCB_CFSR REGISTER(0xe000ed28)
#define SCB_HFSR REGISTER(0xe000ed2c)
#define SCB_MMFAR REGISTER(0xe000ed34)
#define SCB_BFAR REGISTER(0xe000ed38)
