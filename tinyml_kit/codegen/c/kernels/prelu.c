/* PRELU: what is negative is multiplied by a slope of its own. The slopes are the second tensor;
 * there is a factor to the scale of the output for each side of 0. */

static inline $type ${function}_one($type left, int8_t right)
{
    enum { $sizes };
    const int32_t value = (int32_t)left + LEFT_OFFSET;
    const int32_t part = value < 0
        ? $negative_requantise(value * (right + RIGHT_OFFSET), $negative_multiplier, $negative_shift)
        : $positive_requantise(value, $positive_multiplier, $positive_shift);

    return $clamp(part + OUTPUT_OFFSET, LOW, HIGH);
}

#include "common/pairwise.c"
