/* COS: the cosine, from the C library. */

static inline float ${function}_one(float x)
{
    return cosf(x);
}

#include "common/each.c"
