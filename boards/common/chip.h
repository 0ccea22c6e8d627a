/*
 * What host.c asks of a chip. A board names the files that answer: one for the clock, one for the
 * line, one for luck, one for what is kept (board.yaml, firmware.sources).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/** board.c, where there is one: clocks and pins, as the files for its chip expect them. */
void chipBegin(void);

/** Starts what counts time. */
void clockBegin(void);
/** Milliseconds since then; wraps. To be asked at least once an hour, and not by an interrupt. */
uint32_t clockMs(void);
/** Sees to an interrupt at `ms`, the time of clockMs(), if that is ahead; the last wish counts. */
void clockWakeAt(uint32_t ms);

/** Starts the line: 8 bits, no parity, one stop bit. Octets that come go to lineTake(). */
void uartBegin(uint32_t baudRate);
/** Sends the octets; returns when the last one is on its way. */
void uartSend(const uint8_t *octets, uint32_t size);
/** Returns when nothing is on its way any more. */
void uartDrain(void);
/** From here on at another rate. */
void uartSetRate(uint32_t baudRate);
/** The highest rate there is. */
uint32_t uartRateMax(void);

/** 32 random bits. */
uint32_t entropyWord(void);
/** Whether the bits come from a hardware source. */
bool entropyIsReal(void);

/** Two pages of 1024 octets, addressed 0 to 2047, with the rules of flash. */
void storageBegin(bool poweredOn);
void storageRead(uint32_t at, void *to, uint32_t size);
void storageProgram(uint32_t at, const void *from, uint32_t size);
void storageErase(uint32_t page);
/** Whether they are gone when the power is. */
bool storageIsVolatile(void);

/** host.c: an octet came; to be called by the interrupt of the line alone. */
void lineTake(uint8_t octet);
/** host.c: main program. */
_Noreturn void run(void);
