/* The MPS2 comes up with its clock and its pins as they are needed. */
#include "chip.h"

void chipBegin(void) {
}
