/* SQUARED_DIFFERENCE: the square of the difference of two tensors, number by number.
 *
 * Their scales may differ, so both are first brought to a common finer scale (by FINER_BITS bits,
 * so that the square still fits into 32), subtracted, squared, and brought to the scale of the
 * output. */

/* One square: (left - right)^2 in the scale of the output. */
static inline $type ${function}_one($type left, $type right)
{
    enum { $sizes };
    const int32_t finer = (int32_t)1 << FINER_BITS;
    const int32_t a = $left_requantise((left + LEFT_OFFSET) * finer, $left_multiplier, $left_shift);
    const int32_t b = $right_requantise((right + RIGHT_OFFSET) * finer, $right_multiplier, $right_shift);

    return $clamp($requantise((a - b) * (a - b), $multiplier, $shift) + OUTPUT_OFFSET, LOW, HIGH);
}

#include "common/pairwise.c"
