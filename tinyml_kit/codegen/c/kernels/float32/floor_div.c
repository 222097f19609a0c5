/* FLOOR_DIV: the quotient of two tensors, number by number, rounded down. A float would round some
 * quotients up to a whole number before. */

static inline float ${function}_one(float left, float right)
{
    return (float)floor((double)left / (double)right);
}

#include "common/pairwise.c"
