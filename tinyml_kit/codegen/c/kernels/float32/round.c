/* ROUND: the nearest whole number; of two that are equally near, the even one. */

static inline float ${function}_one(float x)
{
    const float below = floorf(x), rest = x - below;

    if (rest < 0.5f || (rest == 0.5f && (int32_t)below % 2 == 0))
        return below;
    return below + 1;
}

#include "common/each.c"
