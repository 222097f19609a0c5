/* DIV: the quotient of two tensors, number by number. */

static inline float ${function}_one(float left, float right)
{
    return clamp_float(left / right, $low, $high);
}

#include "common/pairwise.c"
