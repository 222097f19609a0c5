/* LESS_EQUAL: whether a number is not above another, 0 or 1. */

static inline int8_t ${function}_one(int32_t left, int32_t right)
{
    return left <= right;
}

#include "common/pairwise.c"
