/* SIN: the sine, from the C library. */

static inline float ${function}_one(float x)
{
    return sinf(x);
}

#include "common/each.c"
