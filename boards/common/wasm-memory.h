/*
 * What the instructions of node.wasm become. This header stands where wasm2c's own definitions
 * stood: a load is one load of the processor, since the firmware keeps its accesses aligned; those
 * of eight octets alone may lie anywhere.
 *
 *   wasmMemory   0 .. STATIC_BYTES     the page of a node, as far as it is used
 *
 * How an address is made is chosen by what it costs in flash, not in time: docs/boards.md has the
 * figures. A build with CHECKS traps where an address is not in there, or not aligned. Without it nothing
 * is checked: that the module stays inside is what the other build is for.
 */
#pragma once

#include "host.h"

/* Aligned as a page is: or else the compiler takes words apart. */
extern u8 wasmMemory[STATIC_BYTES] __attribute__((aligned(8)));

/* A Cortex-M0 must not touch a word at an odd address; a simulated node may. */
#ifdef CHECKS
static inline u8 *octetsAt(u64 at, u64 size, u32 alignment) {
	if (at + size > STATIC_BYTES) wasm_rt_trap(WASM_RT_TRAP_OOB);
	if (at % alignment != 0) wasm_rt_trap(WASM_RT_TRAP_ALIGNMENT);
	return wasmMemory + at;
}
#elif defined(__thumb2__)
/* A distance of 12 bits from a register that is never used for anything else (-ffixed-r9). */
register u8 *wasmBase __asm__("r9");
#define MEMORY_BEGIN (wasmBase = wasmMemory)
#define octetsAt(at, size, alignment) (wasmBase + (u32)(at))
#elif defined(__thumb__)
/*
 * A Cortex-M0 reaches 32 octets from a register, and every other address is four octets of flash.
 * So what is near has one address, which the compiler must not see through.
 */
#define NEAR 32

static inline __attribute__((always_inline)) u8 *unseen(u8 *address) {
	__asm__("" : "+r"(address));
	return address;
}

static inline __attribute__((always_inline)) u8 *addressOf(u32 at) {
	if (__builtin_constant_p(at)) return unseen(wasmMemory + at / NEAR * NEAR) + at % NEAR;
	return unseen(wasmMemory) + at;
}
#define octetsAt(at, size, alignment) addressOf((u32)(at))
#else
#define octetsAt(at, size, alignment) (wasmMemory + (u32)(at))
#endif

#ifndef MEMORY_BEGIN
#define MEMORY_BEGIN ((void)0)
#endif

/* The compiler of the firmware copies eight octets as one, wherever they lie. Here they are two words. */
typedef u64 Eight __attribute__((aligned(4)));

static inline u64 eightAt(const u8 *at) {
	if (((u32)(uintptr_t)at & 3) == 0) return *(const Eight *)at;
	u64 value;
	memcpy(&value, at, sizeof value);
	return value;
}

static inline void putEightAt(u8 *at, u64 value) {
	if (((u32)(uintptr_t)at & 3) == 0) *(Eight *)at = value;
	else memcpy(at, &value, sizeof value);
}

#define AS(type, at) (*(type *)octetsAt(at, sizeof(type), sizeof(type)))

#define i32_load_default32(memory, at) AS(u32, at)
#define i32_load8_s_default32(memory, at) ((u32)(s32)AS(s8, at))
#define i32_load8_u_default32(memory, at) ((u32)AS(u8, at))
#define i32_load16_s_default32(memory, at) ((u32)(s32)AS(s16, at))
#define i32_load16_u_default32(memory, at) ((u32)AS(u16, at))
#define i32_store_default32(memory, at, value) (AS(u32, at) = (value))
#define i32_store8_default32(memory, at, value) (AS(u8, at) = (u8)(value))
#define i32_store16_default32(memory, at, value) (AS(u16, at) = (u16)(value))
#define i64_load_default32(memory, at) eightAt(octetsAt(at, 8, 1))
#define i64_load8_u_default32(memory, at) ((u64)AS(u8, at))
#define i64_load16_u_default32(memory, at) ((u64)AS(u16, at))
#define i64_load32_u_default32(memory, at) ((u64)AS(u32, at))
#define i64_store_default32(memory, at, value) putEightAt(octetsAt(at, 8, 1), value)
#define i64_store8_default32(memory, at, value) (AS(u8, at) = (u8)(value))
#define i64_store16_default32(memory, at, value) (AS(u16, at) = (u16)(value))
#define i64_store32_default32(memory, at, value) (AS(u32, at) = (u32)(value))

#define memory_fill(memory, to, value, size) memset(octetsAt(to, size, 1), value, size)
#define memory_copy(memory, other, to, from, size) \
	memmove(octetsAt(to, size, 1), octetsAt(from, size, 1), size)

/* The module's constants, once at boot. */
#define wasm_rt_allocate_memory(...) (MEMORY_BEGIN, memset(wasmMemory, 0, STATIC_BYTES))
#define LOAD_DATA(memory, to, from, size) memcpy(octetsAt(to, size, 1), from, size)
#define wasm_rt_is_initialized() true
#define wasm_rt_free_memory(memory)
#define FUNC_TYPE_T(name) static const char *const name

#define TRAP(reason) (wasm_rt_trap(WASM_RT_TRAP_##reason), 0)
#define UNREACHABLE TRAP(UNREACHABLE)
#define FUNC_PROLOGUE
#define FUNC_EPILOGUE

#define I32_CLZ(x) ((x) != 0 ? __builtin_clz(x) : 32)
#define I32_CTZ(x) ((x) != 0 ? __builtin_ctz(x) : 32)
#define I32_POPCNT(x) __builtin_popcount(x)
#define I32_ROTL(x, y) (((x) << ((y) & 31)) | ((x) >> (-(y) & 31)))
#define I32_ROTR(x, y) (((x) >> ((y) & 31)) | ((x) << (-(y) & 31)))
#define I64_CLZ(x) ((x) != 0 ? __builtin_clzll(x) : 64)
#define I64_CTZ(x) ((x) != 0 ? __builtin_ctzll(x) : 64)
#define I64_ROTL(x, y) (((x) << ((y) & 63)) | ((x) >> (-(y) & 63)))
#define I64_ROTR(x, y) (((x) >> ((y) & 63)) | ((x) << (-(y) & 63)))
#define DIV_U(x, y) ((y) == 0 ? TRAP(DIV_BY_ZERO) : (x) / (y))
#define REM_U(x, y) ((y) == 0 ? TRAP(DIV_BY_ZERO) : (x) % (y))
#define I32_DIV_S(x, y) \
	((y) == 0 ? TRAP(DIV_BY_ZERO) \
	          : (x) == 0x80000000u && (y) == ~0u ? TRAP(INT_OVERFLOW) : (u32)((s32)(x) / (s32)(y)))
#define I32_REM_S(x, y) \
	((y) == 0 ? TRAP(DIV_BY_ZERO) : (y) == ~0u ? 0 : (u32)((s32)(x) % (s32)(y)))
