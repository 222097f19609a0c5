/* EXP: exp(x), from the C library. */

static inline float ${function}_one(float x)
{
    return expf(x);
}

#include "common/each.c"
