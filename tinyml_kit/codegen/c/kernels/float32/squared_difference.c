/* SQUARED_DIFFERENCE: the square of the difference of two tensors, number by number. */

static inline float ${function}_one(float left, float right)
{
    const float difference = left - right;

    return difference * difference;
}

#include "common/pairwise.c"
