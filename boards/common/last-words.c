/*
 * PANIC and FAULT, made without the node, which may be what is broken.
 *
 *   00   cobs(type seq payload crc32le)   00
 *
 * Sent by polling, with interrupts off. A frame here is shorter than a block of COBS.
 */
#include "last-words.h"

#include "chip.h"

#define PANIC 0x3e
#define FAULT 0x3f
#define PAYLOAD_MAX 48

uint8_t nextSeq;

/** A frame that grows: `gap` is where the distance to the next 00 belongs. */
typedef struct {
	uint8_t octets[1 + 1 + 2 + PAYLOAD_MAX + 4 + 1];
	uint32_t size;
	uint32_t gap;
	uint32_t crc;
} Frame;

static void appendOctet(Frame *frame, uint8_t octet) {
	if (octet != 0) {
		frame->octets[frame->size++] = octet;
		return;
	}

	frame->octets[frame->gap] = (uint8_t)(frame->size - frame->gap);
	frame->gap = frame->size++;
}

static void append(Frame *frame, uint8_t octet) {
	appendOctet(frame, octet);
	frame->crc ^= octet;
	for (int bit = 0; bit < 8; bit++) {
		frame->crc = (frame->crc >> 1) ^ (0xedb88320u & -(frame->crc & 1));
	}
}

static void appendNumber(Frame *frame, uint32_t value, int octets) {
	for (; octets > 0; octets--, value >>= 8) append(frame, (uint8_t)value);
}

static void begin(Frame *frame, uint8_t type) {
	frame->octets[0] = 0;
	frame->gap = 1;
	frame->size = 2;
	frame->crc = ~0u;
	append(frame, type);
	append(frame, nextSeq++);
}

static void send(Frame *frame) {
	uint32_t crc = ~frame->crc;
	for (int octets = 4; octets > 0; octets--, crc >>= 8) appendOctet(frame, (uint8_t)crc);
	frame->octets[frame->gap] = (uint8_t)(frame->size - frame->gap);
	frame->octets[frame->size++] = 0;
	uartSend(frame->octets, frame->size);
	uartDrain();
}

void sayPanic(uint32_t timeUs, uint16_t code, uint16_t place, uint8_t trap) {
	Frame frame;
	begin(&frame, PANIC);
	appendNumber(&frame, timeUs, 4);
	appendNumber(&frame, code, 2);
	appendNumber(&frame, place, 2);
	append(&frame, trap);
	send(&frame);
}

void sayFault(const uint32_t registers[12]) {
	Frame frame;
	begin(&frame, FAULT);
	for (int i = 0; i < 12; i++) appendNumber(&frame, registers[i], 4);
	send(&frame);
}
