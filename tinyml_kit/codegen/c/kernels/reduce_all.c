/* REDUCE_ALL: whether all truth values along some axes are true: the smallest of 0 and 1. */

static inline int8_t ${function}_beats($type value, $type other)
{
    return value < other;
}

#include "common/farthest.c"
