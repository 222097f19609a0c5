/* ELU: exp(x) - 1 of what is negative, with exp from the C library. */

static inline float ${function}_one(float x)
{
    return x < 0 ? expf(x) - 1 : x;
}

#include "common/each.c"
