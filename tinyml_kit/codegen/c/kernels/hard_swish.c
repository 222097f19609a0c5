/* HARD_SWISH: x * relu6(x + 3) / 6. An int8 has only 256 values, so the answers to all of
 * them are in a table. */

#include "common/lookup.c"
