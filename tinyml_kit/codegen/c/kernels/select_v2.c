/* SELECT_V2: where a mask is true, the number of one tensor, else that of another. */

static inline $type ${function}_one(int8_t mask, $type left, $type right)
{
    return mask ? left : right;
}

#include "common/pairwise.c"
