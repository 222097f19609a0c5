/* SQUARED_DIFFERENCE: the square of the difference of two tensors, number by number. What is beyond
 * 32 bits wraps around; in C only unsigned numbers may. */

static inline int32_t ${function}_one(int32_t left, int32_t right)
{
    const uint32_t difference = (uint32_t)left - (uint32_t)right;

    return (int32_t)(difference * difference);
}

#include "common/pairwise.c"
