/* SQUARE: x * x. */

static inline float ${function}_one(float x)
{
    return x * x;
}

#include "common/each.c"
