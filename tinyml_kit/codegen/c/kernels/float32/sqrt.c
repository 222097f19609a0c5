/* SQRT: the square root, from the C library. */

static inline float ${function}_one(float x)
{
    return sqrtf(x);
}

#include "common/each.c"
