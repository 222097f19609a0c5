/* PRELU: what is negative is multiplied by a slope of its own. The slopes are the second tensor. */

static inline float ${function}_one(float left, float right)
{
    return left >= 0 ? left : left * right;
}

#include "common/pairwise.c"
