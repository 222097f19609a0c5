/* LOGICAL_OR: whether one of two truth values, of 0 and 1, is true. */

static inline int8_t ${function}_one(int8_t left, int8_t right)
{
    return left || right;
}

#include "common/pairwise.c"
