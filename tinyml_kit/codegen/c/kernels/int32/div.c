/* DIV: the quotient of two tensors, number by number, cut off towards 0. A division by 0 gives a
 * limit, or 0 of 0; the lowest number by -1 wraps around. */

static inline int32_t ${function}_one(int32_t left, int32_t right)
{
    int32_t quotient;

    if (right == 0)
        quotient = left < 0 ? -2147483647 - 1 : left > 0 ? 2147483647 : 0;
    else if (right == -1)
        quotient = (int32_t)(0 - (uint32_t)left);
    else
        quotient = left / right;
    return clamp_int32(quotient, $low, $high);
}

#include "common/pairwise.c"
