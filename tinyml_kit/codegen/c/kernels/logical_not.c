/* LOGICAL_NOT: the other one of the truth values 0 and 1. */

static inline int8_t ${function}_one(int8_t value)
{
    return !value;
}

#include "common/each.c"
