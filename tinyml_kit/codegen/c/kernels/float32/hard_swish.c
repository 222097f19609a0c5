/* HARD_SWISH: x * relu6(x + 3) / 6. */

static inline float ${function}_one(float x)
{
    return x * clamp_float(x + 3, 0, 6) / 6;
}

#include "common/each.c"
