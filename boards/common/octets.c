/*
 * The functions that a compiler may call of its own accord. Octet by octet: a node moves little
 * at a time, and a short loop is known to need no stack.
 */
#include <stddef.h>
#include <stdint.h>

void *memset(void *to, int value, size_t size) {
	uint8_t *octet = to;
	while (size-- > 0) *octet++ = (uint8_t)value;
	return to;
}

void *memcpy(void *to, const void *from, size_t size) {
	uint8_t *octet = to;
	const uint8_t *source = from;
	while (size-- > 0) *octet++ = *source++;
	return to;
}

void *memmove(void *to, const void *from, size_t size) {
	if ((uintptr_t)to <= (uintptr_t)from) return memcpy(to, from, size);
	uint8_t *octet = (uint8_t *)to + size;
	const uint8_t *source = (const uint8_t *)from + size;
	while (size-- > 0) *--octet = *--source;
	return to;
}
