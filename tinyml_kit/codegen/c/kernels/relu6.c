/* RELU6: what is below 0 becomes 0, and what is above 6 becomes 6. An int8 has only 256 values,
 * so the answers to all of them are in a table. */

#include "common/lookup.c"
