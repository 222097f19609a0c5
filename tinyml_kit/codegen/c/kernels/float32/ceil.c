/* CEIL: the smallest whole number that is not below x. */

static inline float ${function}_one(float x)
{
    return ceilf(x);
}

#include "common/each.c"
