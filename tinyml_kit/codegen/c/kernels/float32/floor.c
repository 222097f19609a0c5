/* FLOOR: the largest whole number that is not above x. */

static inline float ${function}_one(float x)
{
    return floorf(x);
}

#include "common/each.c"
