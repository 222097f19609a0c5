static inline int8_t ${function}_one(int8_t left, int8_t right)
{
    enum { $sizes };
    const int32_t finer = (int32_t)1 << FINER_BITS;
    const int32_t a = $left_requantise((left + LEFT_OFFSET) * finer, $left_multiplier, $left_shift);
    const int32_t b = $right_requantise((right + RIGHT_OFFSET) * finer, $right_multiplier, $right_shift);

    return ${function}_holds(a, b);
}

#include "common/pairwise.c"
