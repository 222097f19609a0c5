/* LOG: the natural logarithm, from the C library. */

static inline float ${function}_one(float x)
{
    return logf(x);
}

#include "common/each.c"
