/* RSQRT: 1 / sqrt(x), with the root from the C library. */

static inline float ${function}_one(float x)
{
    return 1 / sqrtf(x);
}

#include "common/each.c"
