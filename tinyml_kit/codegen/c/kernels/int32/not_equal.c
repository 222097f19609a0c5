/* NOT_EQUAL: whether two numbers differ, 0 or 1. */

static inline int8_t ${function}_one($input_type left, $input_type right)
{
    return left != right;
}

#include "common/pairwise.c"
