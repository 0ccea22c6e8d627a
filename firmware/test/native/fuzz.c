/*
 * A node under a fuzzer: what wasm2c makes of node.wasm, with a host of its own, fed with what an
 * input says. With the frames of a real exchange as the first inputs, changes to them reach deep.
 *
 *   0 flags   1 App   2 TopicIdType   3 Qos   then steps      flags: 1 it has keys
 *   step      0..1 how many ms later, least octet first; the highest bit: over the serial line
 *             2 how many octets, 0 if only time passes   3.. the octets
 *
 * A trap, a flash address out of bounds, a node that polls without end, and whatever the sanitizers
 * see end the process. A reset that was asked for over the line ends the input alone. Luck is
 * nought, as it is in the exchanges that were recorded. With FUZZ_TELL set each report is printed.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "node.h"
#include "wasm-memory.h"

#define PAGE_BYTES 1024
#define FLASH_BYTES (2 * PAGE_BYTES)
/** Panic.Reset of firmware/panic.ts. */
#define PANIC_RESET 64
/** More polls than this without the time moving on is a node that turns in circles. */
#define POLLS_MAX 100
#define HAS_KEYS 1
#define HEAD_BYTES 4
#define STEP_BYTES 3
#define OVER_LINE 0x8000
#define GATEWAY 1
#define RSSI_DBM ((u32)-60)

enum { EUI_HIGH, EUI_LOW, NODE_NUMBER, APP, TOPIC_ID_TYPE, QOS = 7 };

u8 wasmMemory[STATIC_BYTES];

static w2c_node node;
static u8 flash[FLASH_BYTES];
static jmp_buf afterReset;
static bool tells;

/** FACTORY of firmware/test/secure-gateway.ts. */
static const u8 identity[] = {IDENTITY};

static u32 *wordAt(u32 at) {
	return (u32 *)(wasmMemory + at);
}

static void mustLie(u32 at, u32 size) {
	if (at <= FLASH_BYTES && size <= FLASH_BYTES - at) return;
	fprintf(stderr, "flash at %u, %u octets\n", at, size);
	abort();
}

_Noreturn void wasm_rt_trap(wasm_rt_trap_t trap) {
	u32 code = *wordAt(*w2c_node_panicCode(&node));
	if (code == PANIC_RESET) longjmp(afterReset, 1);
	fprintf(stderr, "trap %d, panic %u\n", (int)trap, code);
	abort();
}

void hostSend(u32 peer, u32 at, u32 size) {
	(void)peer;
	octetsAt(at, size, 1);
}

u32 hostEntropy(void) {
	return 0;
}

u32 hostSense(u32 channel) {
	(void)channel;
	return 2150;
}

void hostReport(u32 what, u32 value, u32 at, u32 size) {
	octetsAt(at, size, 1);
	if (tells) printf("report %u %u\n", what, value);
}

void hostLineSend(u32 at, u32 size) {
	octetsAt(at, size, 1);
}

void hostFlashRead(u32 at, u32 to, u32 size) {
	mustLie(at, size);
	memcpy(octetsAt(to, size, 1), flash + at, size);
}

void hostFlashProgram(u32 at, u32 from, u32 size) {
	mustLie(at, size);
	const u8 *octets = octetsAt(from, size, 1);
	for (u32 i = 0; i < size; i++) flash[at + i] &= octets[i];
}

void hostFlashErase(u32 page) {
	mustLie(page * PAGE_BYTES, PAGE_BYTES);
	memset(flash + page * PAGE_BYTES, 0xff, PAGE_BYTES);
}

static void boot(const u8 *head) {
	memset(flash, 0xff, sizeof flash);
	wasm2c_node_instantiate(&node, 0);
	if (head[0] & HAS_KEYS) {
		memcpy(wasmMemory + *w2c_node_rxFrame(&node), identity, sizeof identity);
		w2c_node_provision(&node);
		wasm2c_node_instantiate(&node, 0);
	}

	u32 *config = wordAt(*w2c_node_config(&node));
	config[EUI_HIGH] = 0x00112233;
	config[EUI_LOW] = 0x44556677;
	config[APP] = head[1] % 3;
	config[TOPIC_ID_TYPE] = head[2] % 3;
	config[QOS] = head[3] % 4;
	w2c_node_boot(&node, 0);
}

/* Polls whenever the node wants it until `ms`. */
static u32 pollUntil(u32 nowMs, u32 ms) {
	for (u32 polls = 0;; polls++) {
		s32 aheadMs = (s32)(w2c_node_pollAt(&node) - nowMs);
		if (aheadMs > 0 && (u32)aheadMs > ms - nowMs) return ms;
		if (aheadMs > 0) {
			nowMs += (u32)aheadMs;
			polls = 0;
		}
		if (polls > POLLS_MAX) {
			fprintf(stderr, "polled in circles at %u ms\n", nowMs);
			abort();
		}
		w2c_node_poll(&node, nowMs);
	}
}

static void hear(u32 nowMs, const u8 *octets, u32 size, bool overLine) {
	if (overLine) {
		for (u32 i = 0; i < size; i++) w2c_node_lineReceived(&node, nowMs, octets[i]);
		return;
	}

	memcpy(wasmMemory + *w2c_node_rxFrame(&node), octets, size);
	w2c_node_received(&node, nowMs, GATEWAY, RSSI_DBM, size);
}

static void live(const u8 *input, size_t size) {
	boot(input);
	u32 nowMs = 0;
	for (size_t at = HEAD_BYTES; size - at >= STEP_BYTES;) {
		u32 later = (u32)(input[at] | input[at + 1] << 8);
		size_t octets = input[at + 2];
		at += STEP_BYTES;
		if (octets > size - at) octets = size - at;
		nowMs = pollUntil(nowMs, nowMs + (later & (OVER_LINE - 1)));
		if (octets > 0) hear(nowMs, input + at, (u32)octets, (later & OVER_LINE) != 0);
		at += octets;
	}
	pollUntil(nowMs, nowMs + 1000);
}

int LLVMFuzzerTestOneInput(const u8 *input, size_t size) {
	tells = getenv("FUZZ_TELL") != NULL;
	if (size < HEAD_BYTES) return 0;
	if (setjmp(afterReset) == 0) live(input, size);
	else if (tells) printf("reset\n");
	return 0;
}
