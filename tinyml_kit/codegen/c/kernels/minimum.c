/* MINIMUM: the smaller of two numbers at a time. */

static inline $type ${function}_one($type left, $type right)
{
    return left < right ? left : right;
}

#include "common/pairwise.c"
