/* RSQRT: 1 / sqrt(x), number by number. The root has FINER_BITS bits more than an integer before it is
 * brought to the scale of the output. Of 0, and of what has no root, it is the largest number. */

static inline int16_t ${function}_one(int16_t value)
{
    enum { $sizes };
    int8_t shift;

    if (value <= 0)
        return 32767;
    const int32_t root = inverse_square_root(value, &shift);
    const int32_t finer = requantise_any(1, root, shift - FINER_BITS);
    return clamp_int16($requantise(finer, $multiplier, $shift), -32768, 32767);
}

#include "common/each.c"
