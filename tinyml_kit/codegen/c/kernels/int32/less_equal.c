/* LESS_EQUAL: whether a number is not above another, 0 or 1. */

static inline int8_t ${function}_one($input_type left, $input_type right)
{
    return left <= right;
}

#include "common/pairwise.c"
