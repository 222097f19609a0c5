/* ELU: exp(x) - 1 of what is negative. An int8 has only 256 values, so the answers to all of
 * them are in a table. */

#include "common/lookup.c"
