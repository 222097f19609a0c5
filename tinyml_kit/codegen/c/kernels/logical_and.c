/* LOGICAL_AND: whether two truth values, of 0 and 1, are both true. */

static inline int8_t ${function}_one(int8_t left, int8_t right)
{
    return left && right;
}

#include "common/pairwise.c"
