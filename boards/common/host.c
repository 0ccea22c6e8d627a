/*
 * A node on a board: the main program, and the answers to firmware/host.ts.
 *
 *   interrupt of the line   ->  ring  ->  lineReceived()     one octet after the other
 *   alarm of the clock      ->            poll()             when pollAt() has come
 *   nothing to do           ->            wait for an interrupt
 *
 * The line is the only way out: there is no radio here and no sensor, datagrams and events go over
 * the line, and values are injected. Knows no chip; chip.h lists what it wants of one.
 */
#include <string.h>

#include "board.h"
#include "chip.h"
#include "last-words.h"
#include "node.h"
#include "wasm-memory.h"
#include "restart.h"

/** What HELLO promises to keep (LINE_RX_BUFFER of firmware/limits.ts), and one place that stays free. */
#define RING_SIZE 336
/** Panic.Reset of firmware/panic.ts: nothing is broken, a reset was asked for. */
#define PANIC_RESET 64
/** Of Capability, firmware/link/codes.ts. */
#define CAPABILITY_RANDOM 0x40
#define CAPABILITY_VOLATILE 0x80

#define US_PER_MS 1000
#define BUILD_ID_SIZE 8
#define BOARD_ID_SIZE 16

/** firmware/link/board.ts. */
typedef struct {
	u32 resetReason;
	u32 capabilities;
	u32 baudRate;
	u32 baudRateMax;
	u8 buildId[BUILD_ID_SIZE];
	char boardId[BOARD_ID_SIZE];
} Board;

/** In a section of its own, so that an image can be asked what it was made of. */
__attribute__((section(".buildid"), used)) static const u8 buildId[BUILD_ID_SIZE] = {BUILD_ID};

u8 wasmMemory[STATIC_BYTES];

static w2c_node node;
static u32 baudRate = 0;

static volatile u8 ring[RING_SIZE];
static volatile u16 ringIn, ringOut;

static u16 after(u16 index) {
	return index + 1 < RING_SIZE ? index + 1 : 0;
}

/* What does not fit is lost: its frame will not pass its check. */
void lineTake(uint8_t octet) {
	u16 next = after(ringIn);
	if (next == ringOut) return;
	ring[ringIn] = octet;
	ringIn = next;
}

static Board *board(void) {
	return (Board *)(wasmMemory + *w2c_node_board(&node));
}

static void introduce(ResetReason reason) {
	Board *it = board();
	it->resetReason = reason;
	it->capabilities = (entropyIsReal() ? CAPABILITY_RANDOM : 0) |
	                   (storageIsVolatile() ? CAPABILITY_VOLATILE : 0);
	it->baudRate = baudRate;
	it->baudRateMax = uartRateMax();
	memcpy(it->buildId, buildId, BUILD_ID_SIZE);
	memcpy(it->boardId, BOARD_ID, sizeof BOARD_ID - 1);
}

/* The node wishes for a rate by writing it. */
static void settleRate(void) {
	if (board()->baudRate == baudRate) return;
	baudRate = board()->baudRate;
	uartDrain();
	uartSetRate(baudRate);
}

static void hearLine(void) {
	while (ringOut != ringIn) {
		u8 octet = ring[ringOut];
		ringOut = after(ringOut);
		w2c_node_lineReceived(&node, clockMs(), octet);
		settleRate();
	}
}

/* With interrupts held back, so that none comes between the look and the sleep: it wakes all the same. */
static void sleepUntil(u32 ms) {
	__asm__ volatile("cpsid i" ::: "memory");
	clockWakeAt(ms);
	if (ringOut == ringIn && (s32)(ms - clockMs()) > 0) __asm__ volatile("wfi" ::: "memory");
	__asm__ volatile("cpsie i" ::: "memory");
}

_Noreturn void run(void) {
	ResetReason reason = resetReason();
	clockBegin();
	baudRate = BAUD_RATE;
	uartBegin(baudRate);
	storageBegin(reason == RESET_POWER_ON);
	wasm2c_node_instantiate(&node, 0);
	introduce(reason);
	w2c_node_boot(&node, clockMs());
	for (;;) {
		hearLine();
		u32 dueMs = w2c_node_pollAt(&node);
		if ((s32)(dueMs - clockMs()) > 0) {
			sleepUntil(dueMs);
			continue;
		}

		w2c_node_poll(&node, clockMs());
		settleRate();
	}
}

_Noreturn void wasm_rt_trap(wasm_rt_trap_t trap) {
	uintptr_t place = (uintptr_t)__builtin_return_address(0) - FLASH_AT;
	__asm__ volatile("cpsid i" ::: "memory");
	u32 code = *(u32 *)(wasmMemory + *w2c_node_panicCode(&node));
	if (code == PANIC_RESET) {
		uartDrain();
		restart(RESET_COMMANDED);
	}

	sayPanic(clockMs() * US_PER_MS, (u16)code, (u16)place, (u8)trap);
	restart(RESET_PANIC);
}

void hostSend(u32 peer, u32 at, u32 size) {
	(void)peer, (void)at, (void)size;
}

u32 hostEntropy(void) {
	return entropyWord();
}

u32 hostSense(u32 channel) {
	(void)channel;
	return 0;
}

void hostReport(u32 what, u32 value, u32 at, u32 size) {
	(void)what, (void)value, (void)at, (void)size;
}

/* 00, the first code of COBS, type, seq: a seq of 0 is not there, and the code is 2. */
void hostLineSend(u32 at, u32 size) {
	const u8 *octets = wasmMemory + at;
	if (size > 3) nextSeq = (u8)(octets[1] == 2 ? 1 : octets[3] + 1);
	uartSend(octets, size);
}

void hostFlashRead(u32 at, u32 to, u32 size) {
	storageRead(at, wasmMemory + to, size);
}

void hostFlashProgram(u32 at, u32 from, u32 size) {
	storageProgram(at, wasmMemory + from, size);
}

void hostFlashErase(u32 page) {
	storageErase(page);
}
