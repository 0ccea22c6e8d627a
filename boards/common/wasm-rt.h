/*
 * The run-time under the C that wasm2c makes of node.wasm: its types, and where a trap ends.
 * It takes the place of wabt's own, which wants pages, a heap and signals.
 *
 * Knows no node and no board.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** The memory is one static array, so the generated code keeps nothing of it. */
typedef struct {
} wasm_rt_memory_t;

/** What a function takes and gives, for calls through a table: there are none. */
typedef const char *wasm_rt_func_type_t;
enum { WASM_RT_I32, WASM_RT_I64 };

/** Why a module stopped; a PANIC carries the number. */
typedef enum {
	WASM_RT_TRAP_UNREACHABLE = 1,
	WASM_RT_TRAP_OOB = 2,
	WASM_RT_TRAP_DIV_BY_ZERO = 3,
	WASM_RT_TRAP_INT_OVERFLOW = 4,
	WASM_RT_TRAP_ALIGNMENT = 5,
} wasm_rt_trap_t;

/** Tells of it over the line, and starts the board anew. */
_Noreturn void wasm_rt_trap(wasm_rt_trap_t trap);
