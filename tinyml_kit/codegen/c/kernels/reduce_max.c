/* REDUCE_MAX: the largest number along some axes. */

static inline int8_t ${function}_beats($type value, $type other)
{
    return value > other;
}

#include "common/farthest.c"
